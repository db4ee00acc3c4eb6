using System.Collections.Immutable;
using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>An attack as it would be in IPv6: captures are of IPv4, and the consortium should be seen to help there alike.</summary>
internal static class AttackOverIPv6
{
    // Global unicast space, RFC 4291, section 2.4.
    private static readonly Prefix Global = Prefix.Parse("2000::/3");

    /// <summary>
    /// The same flows from IPv6 addresses: each IPv4 source gets one in the first IPv6 prefix of its network, at a place that a hash of it tells. Networks without
    /// IPv6 take no part. Forged sources are drawn from all of IPv6. Protocols, ports and rates stay as they are.
    /// </summary>
    public static Attack OverIPv6(this Attack attack, SimulatedInternet internet)
    {
        var flows = attack.Flows.Select(f => f.Source.IsIPv6 ? f : Home(f, internet) is { } home ? f with { Source = At(home, f.Source) } : null).OfType<AttackFlow>().ToImmutableArray();
        var left = attack.Flows.Select(f => f.Source).Distinct().Count() - flows.Select(f => f.Source).Distinct().Count();
        return attack with { Name = $"{attack.Name} over IPv6", Flows = flows, LeftOut = left };
    }

    private static Prefix? Home(AttackFlow flow, SimulatedInternet internet) =>
        flow.Forger is not null ? Global : internet.HomeOf(flow.Source) is { } asn ? internet.Space.V6(asn) : null;

    private static Prefix At(Prefix home, Prefix source)
    {
        var host = new UInt128(RepeatableHash.Of(source, 6), RepeatableHash.Of(source, 7));
        return Prefix.Create(home.Bits | (host >> home.Length), home.Width, v6: true);
    }
}
