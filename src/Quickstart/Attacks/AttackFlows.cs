using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>Turns a fingerprint into flows: each vector's rate shared equally by its sources, ports as the fingerprint says.</summary>
public static class AttackFlows
{
    private const byte Tcp = 6, Udp = 17, Sctp = 132;

    /// <summary>The attack a fingerprint describes. The same fingerprint gives the same flows, in the same order.</summary>
    public static Attack Of(Fingerprint fingerprint) =>
        new(fingerprint.Name, AttackSignature.Of(fingerprint.Vectors), [.. fingerprint.Vectors.SelectMany(v => Of(v, fingerprint.AvgBps))]);

    private static IEnumerable<AttackFlow> Of(AttackVector vector, double avgBps)
    {
        var bps = avgBps * vector.Fraction / vector.Sources.Length;
        var pps = bps / (8 * vector.BytesPerPacket);
        var ported = vector.Protocol is Tcp or Udp or Sctp;
        return from source in vector.Sources
               select new AttackFlow(
                   source,
                   vector.Protocol,
                   ported ? vector.SourcePort ?? RandomPort(source, 1) : (ushort)0,
                   ported ? DestinationPort(vector.DestinationPorts, source) : (ushort)0,
                   bps,
                   pps)
               { Packets = vector.Packets / vector.Sources.Length };
    }

    private static ushort DestinationPort(ImmutableArray<PortShare> ports, Prefix source)
    {
        var at = RepeatableHash.Share(source, 2);
        foreach (var port in ports)
            if ((at -= port.Share) < 0)
                return port.Port;
        return RandomPort(source, 3);
    }

    private static ushort RandomPort(Prefix source, uint salt) => (ushort)(1024 + RepeatableHash.Share(source, salt) * (65536 - 1024));
}
