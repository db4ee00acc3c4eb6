using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Grains.Consortium;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>
/// What of a member's registration rides with every order of its mitigations, beside what the request itself brings: its lists and the path that returns
/// clean traffic, each only as far as it is about the targets of this request. Pure.
/// </summary>
internal static class Attachments
{
    /// <summary>Entries of one list that ride with an order: bounds its size, whatever was registered and however many targets there are.</summary>
    public const int MaximumEntries = 400;

    public static HelpRequest Attach(HelpRequest request, RegistrationRecord? registration, Member member, ConsortiumIndex consortium)
    {
        var (accepts, drops) = (request.AcceptList, request.DropList);
        if (registration is not null)
            (accepts, drops) = (accepts.AddRange(registration.AcceptList), drops.AddRange(registration.DropList));
        ImmutableArray<Prefix> targets = [.. request.Match.Destinations.Distinct()];
        request = request with
        {
            AcceptList = Narrowed(accepts, targets) ?? accepts,

            // A drop entry that is not cut down to the targets would drop more than was asked for.
            DropList = Narrowed(drops, targets) ?? [],
        };

        // A path of its own was checked with the request; it is of whom these targets are, which the member's is not always.
        return request.HasReturningPath || registration is null || !Returns(registration, targets, member, consortium)
            ? request
            : request with { TunnelInformation = registration.TunnelInformation, NextHop = registration.NextHop };
    }

    /// <summary>Null when there are more than can ride with an order.</summary>
    private static ImmutableArray<FilterEntry>? Narrowed(ImmutableArray<FilterEntry> list, ImmutableArray<Prefix> targets)
    {
        if (list.IsEmpty)
            return list;
        ImmutableArray<FilterEntry> narrowed = [.. list.SelectMany(entry => entry.For(targets)).Take(MaximumEntries + 1)];
        return narrowed.Length > MaximumEntries ? null : narrowed;
    }

    /// <summary>What was checked with the registration may have changed since: an end point that is no longer held, or inside what would be diverted now.</summary>
    private static bool Returns(RegistrationRecord registration, ImmutableArray<Prefix> targets, Member member, ConsortiumIndex consortium) =>
        registration.EndPoints.All(p => consortium.HoldsOrItsOperator(member, p) && !targets.Any(t => t.Contains(p)));
}
