using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>An attack as the DDoS clearing house describes it (its fingerprint layout), reduced to what is played.</summary>
/// <param name="Name">The file's name without its endings.</param>
/// <param name="AvgBps">Mean rate of the whole attack, bits/s.</param>
/// <param name="Vectors">The kinds of traffic it mixes, largest first.</param>
/// <param name="Tags">What whoever filed it says of it.</param>
public sealed record Fingerprint(string Name, double AvgBps, ImmutableArray<AttackVector> Vectors, ImmutableArray<string> Tags)
{
    /// <summary>Whether it is said to come from forged sources: by a tag or a part of its name, such as pkt.TCP.synflood.spoofed.</summary>
    public bool IsForged => Tags.Concat(Name.Split('.')).Contains("spoofed", StringComparer.OrdinalIgnoreCase);
}

/// <summary>One kind of traffic of an attack.</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="Fraction">Share of the attack's bytes, 0..1.</param>
/// <param name="SourcePort">The one source port, or null when the ports are random or the protocol has none.</param>
/// <param name="DestinationPorts">The ports hit and their shares; empty when random.</param>
/// <param name="BytesPerPacket">Mean size of its packets.</param>
/// <param name="Sources">The addresses that send it; never empty.</param>
public sealed record AttackVector(
    byte Protocol,
    double Fraction,
    ushort? SourcePort,
    ImmutableArray<PortShare> DestinationPorts,
    double BytesPerPacket,
    ImmutableArray<Prefix> Sources)
{
    /// <summary>Packets of it that were captured; null when it is not told.</summary>
    public double? Packets { get; init; }
}

/// <summary>How much of a vector goes to one destination port; share 0..1.</summary>
public readonly record struct PortShare(ushort Port, double Share);

/// <summary>What reading a fingerprint gave: the fingerprint, or why not, with the file and the place in it.</summary>
public sealed record FingerprintReading(Fingerprint? Fingerprint, string? Refusal);
