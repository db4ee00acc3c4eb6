using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;

namespace Dots.Mechanism;

/// <content>Which packets two entries have in common. What cannot be told counts as in common, so that a conflict is not overlooked.</content>
public sealed partial record FilterEntry
{
    /// <summary>Whether some packet is matched by both.</summary>
    public bool Overlaps(FilterEntry other) =>
        IsIPv4 is not { } family || other.IsIPv4 is not { } others || family == others
            ? Meet(SourceIp, other.SourceIp) && Meet(DestinationIp, other.DestinationIp)
                && Meet(SourcePorts, other.SourcePorts) && Meet(DestinationPorts, other.DestinationPorts) && Meet(Lengths, other.Lengths)
                && Meet(Protocols, other.Protocols) && Meet(Ttls, other.Ttls)
                && (Dscp is null || other.Dscp is null || Dscp == other.Dscp) && (IpFlags is null || other.IpFlags is null || IpFlags == other.IpFlags)
            : false;

    /// <summary>Whether it matches nothing that the other does not match too, and the other matches more.</summary>
    public bool IsNarrowerThan(FilterEntry other) => IsWithin(other) && !other.IsWithin(this);

    /// <summary>Whether it cuts its destination off whole: nothing but the destination is matched.</summary>
    public bool IsDestinationOnly =>
        SourceIp is null or { Length: 0 } && IsOpen(SourcePorts) && IsOpen(DestinationPorts) && IsOpen(Lengths)
        && Protocols.IsEmpty && Ttls.IsEmpty && Dscp is null && IpFlags is null && TcpFlags is null;

    /// <summary>
    /// The same entry for these destinations only, one for each that it touches. Never wider than the entry: its destination or the given one, whichever
    /// is the longer prefix.
    /// </summary>
    public IEnumerable<FilterEntry> For(IEnumerable<Prefix> destinations)
    {
        foreach (var destination in destinations)
            if ((SourceIp is not { } source || source.IsIPv4 == destination.IsIPv4) && (DestinationIp is not { } own || own.Overlaps(destination)))
                yield return this with { DestinationIp = DestinationIp is { } shorter && shorter.Length > destination.Length ? shorter : destination };
    }

    private bool? IsIPv4 => (SourceIp ?? DestinationIp)?.IsIPv4;

    private bool IsWithin(FilterEntry other) =>
        Within(SourceIp, other.SourceIp) && Within(DestinationIp, other.DestinationIp)
        && Within(SourcePorts, other.SourcePorts) && Within(DestinationPorts, other.DestinationPorts) && Within(Lengths, other.Lengths)
        && Within(Protocols, other.Protocols) && Within(Ttls, other.Ttls)
        && (other.Dscp is null || Dscp == other.Dscp) && (other.IpFlags is null || IpFlags == other.IpFlags)
        && (other.TcpFlags is not { } flags || (TcpFlags is { } own && (own & flags) == flags));

    private static bool IsOpen(ImmutableArray<PortRange> ranges) => ranges.IsEmpty || ranges.Contains(PortRange.Any);

    private static bool Meet(Prefix? one, Prefix? other) => one is not { } a || other is not { } b || a.Overlaps(b);

    private static bool Meet(ImmutableArray<PortRange> some, ImmutableArray<PortRange> others) =>
        some.IsEmpty || others.IsEmpty || some.Any(a => others.Any(b => a.First <= b.Last && b.First <= a.Last));

    private static bool Meet(ImmutableArray<byte> some, ImmutableArray<byte> others) => some.IsEmpty || others.IsEmpty || some.Any(others.Contains);

    private static bool Within(Prefix? one, Prefix? other) => other is not { } b || (one is { } a && b.Contains(a));

    private static bool Within(ImmutableArray<PortRange> some, ImmutableArray<PortRange> others) =>
        IsOpen(others) || (!some.IsEmpty && some.All(a => others.Any(b => b.Contains(a))));

    private static bool Within(ImmutableArray<byte> some, ImmutableArray<byte> others) => others.IsEmpty || (!some.IsEmpty && some.All(others.Contains));
}
