using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>Whether a member may have this traffic filtered (mechanism, section 4; the order of its rows is the order here). Pure.</summary>
internal static class ScopeCheck
{
    /// <param name="contract">What the contract says about the request; its row stands between those about the scope and the action.</param>
    public static Refused? Check(Member member, RegistrationRecord? registration, ConsortiumIndex consortium, HelpRequest request, Func<Refused?> contract)
    {
        if (member.State != MemberState.Approved)
            return new(RefusalReason.NotApproved, $"{member.Id} is {member.State.ToString().ToLowerInvariant()}: only approved members may ask for help");

        var zones = consortium.MayProtect(member).ToImmutableArray();
        foreach (var target in request.Match.Destinations)
        {
            if (!zones.Any(zone => zone.Contains(target)))
                return new(RefusalReason.OutsideScope, $"packet_header.dst_ip {target} is outside {member.Id}'s zones ({Listed(zones)})");
            if (registration is not null && !registration.Zones.Concat(consortium.ZonesOfCustomers(member)).Any(zone => zone.Contains(target)))
                return new(RefusalReason.OutsideScope, $"packet_header.dst_ip {target} is outside the zones {member.Id} registered ({Listed(registration.Zones)})");
            var widest = target.IsIPv4 ? member.MaxScopeV4 : member.MaxScopeV6;
            if (target.Length < widest)
                return new(RefusalReason.OutsideScope, $"packet_header.dst_ip {target} is wider than the /{widest} that {member.Id} may ask for");
        }

        if (registration is not null && request.Match.Outside(registration.Ports, registration.Protocols) is { } outside)
            return new(RefusalReason.OutsideScope, $"packet_header {outside} is outside what {member.Id} registered");
        return Returns(member, consortium, request) ?? contract() ?? Action(member, registration, consortium, request);
    }

    /// <summary>mechanism, section 6, for a path that the request itself names: an operator asks for its customers too, so theirs may be the end point.</summary>
    private static Refused? Returns(Member member, ConsortiumIndex consortium, HelpRequest request)
    {
        foreach (var point in request.EndPoints)
        {
            foreach (var target in request.Match.Destinations)
                if (target.Contains(point))
                    return new(RefusalReason.OutsideScope, $"the returning path's end point {point} lies inside the target {target}: diverted traffic would never get back");
            if (!consortium.MayProtect(member).Any(zone => zone.Contains(point)) && !consortium.HoldsOrItsOperator(member, point))
                return new(RefusalReason.OutsideScope, $"the returning path's end point {point} is in no zone of {member.Id}, its customers or its operator");
        }

        return null;
    }

    private static Refused? Action(Member member, RegistrationRecord? registration, ConsortiumIndex consortium, HelpRequest request)
    {
        if (request.Action is not HelpAction.Blackhole)
            return registration is null || registration.Countermeasures.Contains(request.Action)
                ? null
                : new(RefusalReason.ActionNotSupported, $"mitigation_action {(int)request.Action} is not among the countermeasures {member.Id} registered");

        if (registration?.Countermeasures.Contains(HelpAction.Blackhole) != true)
            return NoBlackhole($"needs {member.Id}'s consent in a registration's countermeasures");
        foreach (var target in request.Match.Destinations)
        {
            if (!consortium.IsProven(member, target))
                return NoBlackhole($"is not for {target}: it was not recorded how it was proven to be {member.Id}'s");
            if (consortium.IsDisputed(target))
                return NoBlackhole($"is not for {target}: another member claims it too, and no administrator has decided yet");
        }

        return null;

        static Refused NoBlackhole(string why) => new(RefusalReason.ActionNotSupported, $"mitigation_action 2 (blackhole) {why}");
    }

    private static string Listed(ImmutableArray<Prefix> zones) => zones.IsEmpty ? "none" : string.Join(", ", zones.Take(8)) + (zones.Length > 8 ? ", ..." : "");
}
