using Controller.Customers;
using Controller.Orders;
using Controller.Policy;
using Dots.Mechanism;

namespace Controller.Signaling;

/// <summary>Reads orders out of messages. What cannot be carried out exactly is narrowed or refused, never widened.</summary>
internal static class OrderMessage
{
    private const int BadRequest = 0, Others = 255;

    /// <summary>The order and what it asks for, or what its sender is owed.</summary>
    /// <param name="member">This operator's id, which the engagement must name.</param>
    public static MechanismRefusal? Read(MitigationRequest message, string member, out Order? order, out RequestedTerms? asked)
    {
        (order, asked) = (null, null);
        if (message.Extension?.Engagement is not { } engagement)
            return new(400, BadRequest, "extensions.orchestrator.engagement is missing: this controller takes orders");
        if (Check(engagement, member) is { } foreign)
            return foreign;
        if (engagement.NotAfter == default)
            return new(400, BadRequest, "extensions.orchestrator.engagement.not_after is missing");
        // Aliases are between an asker and the orchestrator; an order names addresses.
        if (message.Header.ToMatch(_ => null, out var match) is { } malformed)
            return malformed;
        if (!engagement.AcceptList.All(FilterLists.IsException))
            return new(500, 4, "an entry of accept_list names neither source_ip nor destination_ip, which is not supported here");

        order = new(engagement.Id, message.AlertId, engagement.Revision, engagement.NotAfter);
        asked = new(match, message.Action, engagement, AttackDescription.Of(message));
        return null;
    }

    /// <summary>Whether an engagement is this operator's.</summary>
    public static MechanismRefusal? Check(EngagementOrder engagement, string member)
    {
        if (engagement.Revision < 1)
            return new(400, BadRequest, $"extensions.orchestrator.engagement.revision {engagement.Revision} is below 1");
        if (engagement.Id.Length > 256 || engagement.Id.Any(char.IsControl))
            return new(400, BadRequest, "extensions.orchestrator.engagement.id is longer than 256 characters or holds control characters");
        if (OwnEngagement.Is(engagement.Id))
            return new(403, Others, $"engagement {engagement.Id} is this operator's own");
        return engagement.Id.LastIndexOf('/') is var slash && slash > 0 && engagement.Id.AsSpan(slash + 1).SequenceEqual(member)
            ? null
            : new(403, Others, $"engagement {engagement.Id} is not one of {member}");
    }
}
