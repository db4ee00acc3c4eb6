using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>An attack as it would be in IPv6: captures are of IPv4, and the consortium should be seen to help there alike.</summary>
public static class IPv6Twin
{
    /// <summary>
    /// The same flows from IPv6 addresses: each IPv4 source gets one in the network it belongs to, at a place in its prefix that a hash of it tells, so that every
    /// network sends what it sent. Protocols, ports and rates stay as they are.
    /// </summary>
    public static Attack OverIPv6(this Attack attack, SimulatedInternet internet) =>
        attack with { Name = $"{attack.Name} over IPv6", Flows = [.. attack.Flows.Select(f => f.Source.IsIPv6 ? f : f with { Source = Twin(f.Source, internet) })] };

    private static Prefix Twin(Prefix source, SimulatedInternet internet)
    {
        var home = internet.System(internet.OriginOf(source)).Prefixes.First(p => p.IsIPv6);
        var host = new UInt128(RepeatableHash.Of(source, 6), RepeatableHash.Of(source, 7));
        return Prefix.Create(home.Bits | (host >> home.Length), home.Width, v6: true);
    }
}
