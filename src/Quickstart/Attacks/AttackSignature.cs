using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Quickstart.Attacks;

/// <summary>What tells an attack's packets from others, beside their destination.</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="SourcePorts">Source ports, ascending; empty = any.</param>
/// <param name="DestinationPorts">Destination ports, ascending; empty = any.</param>
public sealed record AttackSignature(byte Protocol, ImmutableArray<ushort> SourcePorts, ImmutableArray<ushort> DestinationPorts)
{
    /// <summary>A vector below this share of the attack is not worth another port in every filter.</summary>
    private const double WorthAPort = 0.05;

    /// <summary>So much of a vector must go to its listed ports before a filter may be restricted to them.</summary>
    private const double NearlyAll = 0.95;

    private const int MostPorts = 16;

    /// <summary>How long its packets are, in bytes; null = unknown.</summary>
    public PortRange? Lengths { get; init; }

    /// <summary>
    /// The signature of the largest vector's protocol. Reflection: the source ports, since reflectors cannot change them and the
    /// destination ports are the attacker's choice. Otherwise: the destination ports, when a few take nearly everything.
    /// </summary>
    public static AttackSignature Of(ImmutableArray<AttackVector> vectors)
    {
        var protocol = vectors[0].Protocol;
        var lengths = LengthsOf(vectors.Where(v => v.Protocol == protocol));
        var bulk = vectors.Where(v => v.Protocol == protocol && v.Fraction >= WorthAPort).DefaultIfEmpty(vectors[0]).ToList();
        var reflecting = bulk.Where(v => v.SourcePort is not null).ToList();
        if (reflecting.Sum(v => v.Fraction) * 2 >= bulk.Sum(v => v.Fraction))
            return new(protocol, [.. reflecting.Select(v => v.SourcePort!.Value).Distinct().Order()], []) { Lengths = lengths };

        var few = bulk.All(v => v.DestinationPorts.Sum(p => p.Share) >= NearlyAll);
        var ports = few ? bulk.SelectMany(v => v.DestinationPorts).Select(p => p.Port).Distinct().Order().ToImmutableArray() : [];
        return new(protocol, [], ports.Length <= MostPorts ? ports : []) { Lengths = lengths };
    }

    /// <summary>The signature as the match of a request for this target: one row for each port (never both lists are set).</summary>
    public TrafficMatch To(Prefix target) => new()
    {
        Destinations = [target],
        Protocols = [Protocol],
        SourcePorts = [.. SourcePorts.Select(p => new PortRange(p, p))],
        DestinationPorts = [.. DestinationPorts.Select(p => new PortRange(p, p))],
    };

    /// <summary>The narrower match of somebody who has looked at the packets: also by their length.</summary>
    public TrafficMatch ExactlyTo(Prefix target)
    {
        var match = To(target);
        return Lengths is not { } lengths ? match : new()
        {
            Destinations = match.Destinations, Protocols = match.Protocols, SourcePorts = match.SourcePorts, DestinationPorts = match.DestinationPorts, PacketLengths = [lengths],
        };
    }

    /// <summary>For people, without the lengths, e.g. "protocol 17 from port 161".</summary>
    public override string ToString() => $"protocol {Protocol}"
        + (SourcePorts.IsEmpty ? "" : $" from port {string.Join(',', SourcePorts)}")
        + (DestinationPorts.IsEmpty ? "" : $" to port {string.Join(',', DestinationPorts)}");

    private static PortRange LengthsOf(IEnumerable<AttackVector> vectors)
    {
        var sizes = vectors.Select(v => v.BytesPerPacket).ToList();
        return new((ushort)Math.Floor(sizes.Min()), (ushort)Math.Ceiling(sizes.Max()));
    }
}
