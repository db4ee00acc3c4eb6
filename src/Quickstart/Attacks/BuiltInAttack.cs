using System.Collections.Immutable;
using Dots.Addressing;
using Quickstart.Internet;

namespace Quickstart.Attacks;

/// <summary>The attack that is played when no file is given: SNMP reflectors, four in each network for each of its weight's points.</summary>
public static class BuiltInAttack
{
    private const byte Udp = 17;
    private const ushort Snmp = 161;
    private const ushort BytesPerPacket = 1000;
    private const double SourcesPerPoint = 4;

    /// <summary>A reflection attack over the Internet's hosting networks, every source at the same rate.</summary>
    /// <param name="internet">Where the reflectors stand.</param>
    /// <param name="bps">The whole attack, bits/s.</param>
    /// <param name="ipv6">Reflectors with IPv6 addresses instead of IPv4.</param>
    public static Attack Reflection(SimulatedInternet internet, double bps = 40e9, bool ipv6 = false)
    {
        var sources = internet.Systems.SelectMany(s => Sources(s, ipv6)).ToList();
        var each = bps / sources.Count;
        return new(
            "built-in SNMP reflection",
            new AttackSignature(Udp, [Snmp], []) { Lengths = new(BytesPerPacket, BytesPerPacket) },
            [.. sources.Select(s => new AttackFlow(s, Udp, Snmp, (ushort)(1024 + RepeatableHash.Share(s) * 64000), each, each / (8 * BytesPerPacket)))]);
    }

    private static IEnumerable<Prefix> Sources(AutonomousSystem system, bool ipv6)
    {
        var count = (int)Math.Round(system.Hosts * SourcesPerPoint);
        if (count == 0)
            return [];

        // From the tenth address on, through all /24s (or /64s) of a larger prefix.
        var prefix = system.Prefixes.First(p => p.IsIPv6 == ipv6);
        var step = ipv6 ? (UInt128.One << 64) + 1 : prefix.Length <= 16 ? (UInt128)257 : 1;
        return Enumerable.Range(0, count).Select(i => Prefix.Create(prefix.Bits + 10 + step * (UInt128)i, prefix.Width, ipv6));
    }
}
