using System.Collections.Immutable;
using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>The attack that is played when no file is there: SNMP reflectors, many of them in few networks, as in captures.</summary>
public static class BuiltInAttack
{
    private const byte Udp = 17;
    private const ushort Snmp = 161;
    private const ushort BytesPerPacket = 1000;
    private const int Reflectors = 4000;

    // The network's own servers and gateways stand at its first addresses.
    private const int FirstHost = 10, MostHosts = 240;

    /// <summary>A reflection attack, every source at the same rate.</summary>
    /// <param name="internet">Where the reflectors stand.</param>
    /// <param name="bps">The whole attack, bits/s.</param>
    /// <param name="ipv6">Reflectors with IPv6 addresses instead of IPv4.</param>
    public static Attack Reflection(SimulatedInternet internet, double bps = 40e9, bool ipv6 = false)
    {
        var sources = Sources(internet, ipv6);
        var each = bps / sources.Length;
        return new(
            "built-in SNMP reflection",
            new AttackSignature(Udp, [Snmp], []) { Lengths = new(BytesPerPacket, BytesPerPacket) },
            [.. sources.Select(s => new AttackFlow(s, Udp, Snmp, (ushort)(1024 + (RepeatableHash.Share(s) * 64000)), each, each / (8 * BytesPerPacket)))]);
    }

    private static ImmutableArray<Prefix> Sources(SimulatedInternet internet, bool ipv6)
    {
        // In an order that has nothing to do with their numbers; the square gives the first a hundredth of all among ten thousand.
        var homes = Enumerable.Range(0, internet.Graph.Count)
            .Select(i => ipv6 ? internet.Space.V6(internet.Graph.AsnAt(i)) : internet.Space.V4(internet.Graph.AsnAt(i)))
            .OfType<Prefix>().OrderBy(p => RepeatableHash.Of(p, 9)).ToArray();
        var hosts = new int[homes.Length];
        for (var i = 0u; i < Reflectors; i++)
        {
            var share = RepeatableHash.Share(Prefix.Create(i, 32, v6: false), 10);
            hosts[(int)(share * share * homes.Length)]++;
        }

        return [.. homes.SelectMany((home, at) => Enumerable.Range(FirstHost, Math.Min(hosts[at], MostHosts)).Select(host => Prefix.Create(home.Bits + (UInt128)host, home.Width, ipv6)))];
    }
}
