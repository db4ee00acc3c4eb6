using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>Whether a member may have this traffic filtered (mechanism, section 4). Pure.</summary>
internal static class ScopeCheck
{
    public static Refused? Check(Member member, RegistrationRecord? registration, ConsortiumIndex consortium, HelpRequest request)
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

        if (registration is null)
            return request.Action is HelpAction.Blackhole
                ? new(RefusalReason.ActionNotSupported, $"mitigation_action 2 (blackhole) needs {member.Id}'s consent in a registration's countermeasures")
                : null;
        if (request.Match.Outside(registration.Ports, registration.Protocols) is { } outside)
            return new(RefusalReason.OutsideScope, $"packet_header {outside} is outside what {member.Id} registered");
        return registration.Countermeasures.Contains(request.Action)
            ? null
            : new(RefusalReason.ActionNotSupported, $"mitigation_action {(int)request.Action} is not among the countermeasures {member.Id} registered");
    }

    private static string Listed(ImmutableArray<Prefix> zones) => zones.IsEmpty ? "none" : string.Join(", ", zones.Take(8)) + (zones.Length > 8 ? ", ..." : "");
}
