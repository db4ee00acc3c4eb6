using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>How much of the traffic to its destinations a match catches.</content>
public sealed partial class TrafficMatch
{
    /// <summary>
    /// Whether nothing but the destination is matched: such an order is never a drop rule (design, section 5).
    /// A column that lets everything in (0.0.0.0/0, ports 0-65535) is as good as none.
    /// </summary>
    public bool IsDestinationOnly => Sources.All(source => source.Length == 0) && Enumerable.Range(0, Rows).All(IsOpen);

    /// <summary>Whether destination and source are all that is matched.</summary>
    public bool IsSourcesOnly => !Sources.IsEmpty && Columns().All(c => c.Length == 0 || c.Name is "dst_ip" or "src_ips");

    /// <summary>
    /// Whether some destination is cut off whole: by one row that matches nothing else, or by rows whose sources add up to every
    /// address. Broader than <see cref="IsDestinationOnly"/>, and no drop rule either: among other rows it would be a black hole by another name.
    /// </summary>
    public bool CatchesWholeDestination()
    {
        if (Sources.IsEmpty)
            return Enumerable.Range(0, Rows).Any(IsOpen);
        return Enumerable.Range(0, Rows).Where(IsOpen)
            .GroupBy(row => Destinations.IsEmpty ? default : At(Destinations, row), row => At(Sources, row))
            .Any(sources => IsEveryAddress([.. sources]));
    }

    private static bool IsEveryAddress(Prefix[] sources)
    {
        var set = new PrefixSet(sources);
        return set.Covers(Prefix.Create(0, 0, v6: false)) || set.Covers(Prefix.Create(0, 0, v6: true));
    }

    /// <summary>Whether this row matches on nothing but destination and source.</summary>
    private bool IsOpen(int row) =>
        (SourcePorts.IsEmpty || At(SourcePorts, row) == PortRange.Any)
        && (DestinationPorts.IsEmpty || At(DestinationPorts, row) == PortRange.Any)
        && (PacketLengths.IsEmpty || At(PacketLengths, row) == PortRange.Any)
        && Protocols.IsEmpty && TcpFlags.IsEmpty && Fragments.IsEmpty && IcmpTypes.IsEmpty && IcmpCodes.IsEmpty && Dscps.IsEmpty && Ttls.IsEmpty;
}
