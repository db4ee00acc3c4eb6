using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dots.Addressing;

namespace Dots.Scopes;

/// <content>What the rows catch.</content>
public sealed partial class TrafficMatch
{
    // Beside the match, not in it: nothing of a match changes once it is made, so it may be passed by reference anywhere.
    private static readonly ConditionalWeakTable<TrafficMatch, SourceIndex> Indexes = [];

    /// <summary>Whether this filter catches the packet. As fast for 100,000 rows that differ in their sources only as for one.</summary>
    public bool Matches(in Packet packet)
    {
        var index = Indexes.GetValue(this, static match => new SourceIndex(match));
        if (index.Sources is { } sources)
            return sources.Covers(packet.Source) && MatchesBesidesSource(0, packet);
        var rows = Rows;
        for (var row = 0; row < rows; row++)
            if ((Sources.IsEmpty || At(Sources, row).Contains(packet.Source)) && MatchesBesidesSource(row, packet))
                return true;
        return false;
    }

    // What does not apply to a packet is zero in it, and a CSV needs some number where a row has no port or no ICMP type: so a row that names
    // its protocol is compared as it stands. One that does not would catch other protocols by that zero, and is held to those that have the field.
    private bool MatchesBesidesSource(int row, in Packet packet) =>
        (Destinations.IsEmpty || At(Destinations, row).Contains(packet.Destination))
        && (Protocols.IsEmpty || At(Protocols, row) == packet.Protocol)
        && (SourcePorts.IsEmpty || (At(SourcePorts, row).Contains(packet.SourcePort) && (!Protocols.IsEmpty || HasPorts(packet.Protocol))))
        && (DestinationPorts.IsEmpty || (At(DestinationPorts, row).Contains(packet.DestinationPort) && (!Protocols.IsEmpty || HasPorts(packet.Protocol))))
        && (TcpFlags.IsEmpty || (HasFlags((int)packet.TcpFlags, (int)At(TcpFlags, row)) && (!Protocols.IsEmpty || packet.Protocol == 6)))
        && (Fragments.IsEmpty || HasFlags((int)packet.Fragment, (int)At(Fragments, row)))
        && (PacketLengths.IsEmpty || At(PacketLengths, row).Contains(packet.Length))
        && (IcmpTypes.IsEmpty || (At(IcmpTypes, row) == packet.IcmpType && (!Protocols.IsEmpty || IsIcmp(packet.Protocol))))
        && (IcmpCodes.IsEmpty || (At(IcmpCodes, row) == packet.IcmpCode && (!Protocols.IsEmpty || IsIcmp(packet.Protocol))))
        && (Dscps.IsEmpty || At(Dscps, row) == packet.Dscp)
        && (Ttls.IsEmpty || At(Ttls, row) == packet.Ttl);

    /// <summary>TCP, UDP, DCCP, SCTP, UDP-Lite.</summary>
    private static bool HasPorts(byte protocol) => protocol is 6 or 17 or 33 or 132 or 136;

    private static bool IsIcmp(byte protocol) => protocol is 1 or 58;

    private static bool HasFlags(int has, int wanted) => wanted == 0 ? has == 0 : (has & wanted) == wanted;

    private static T At<T>(ImmutableArray<T> column, int row) => column.Length == 1 ? column[0] : column[row];

    private sealed class SourceIndex(TrafficMatch match)
    {
        /// <summary>All sources, when the rows differ in nothing else; else null.</summary>
        public PrefixSet? Sources { get; } = match.Sources.Length > 1
            && Same(match.Destinations) && Same(match.SourcePorts) && Same(match.DestinationPorts) && Same(match.Protocols)
            && Same(match.TcpFlags) && Same(match.Fragments) && Same(match.PacketLengths)
            && Same(match.IcmpTypes) && Same(match.IcmpCodes) && Same(match.Dscps) && Same(match.Ttls)
                ? new PrefixSet(match.Sources)
                : null;

        private static bool Same<T>(ImmutableArray<T> column)
        {
            for (var row = 1; row < column.Length; row++)
                if (!EqualityComparer<T>.Default.Equals(column[row], column[0]))
                    return false;
            return true;
        }
    }
}
