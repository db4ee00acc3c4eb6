using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Policy;

/// <summary>What of an order's accept_list and drop_list comes to effect: exceptions may be wider than their entries, drops never are.</summary>
internal static class FilterLists
{
    /// <summary>Whether an entry of an accept list can be kept: one that names no address would let everything or nothing through.</summary>
    public static bool IsException(FilterEntry entry) => (entry.SourceIp ?? entry.DestinationIp) is not null;

    /// <summary>
    /// What is let through by its address alone. An exception for all of a source the entry names lets more through, which is safe. One for all of a
    /// destination because of one port of it would leave no filter at all: such entries reach the mitigator as they are, with the engagement.
    /// </summary>
    public static IEnumerable<Prefix> Exceptions(ImmutableArray<FilterEntry> acceptList) =>
        acceptList.Select(e => e.SourceIp ?? (HasOnlyAddresses(e) ? e.DestinationIp : null)).OfType<Prefix>();

    /// <summary>The entries that may be dropped: within the match's destinations, not of what is never filtered, naming more than a destination.</summary>
    public static ImmutableArray<FilterEntry> Droppable(ImmutableArray<FilterEntry> dropList, TrafficMatch match, PrefixList never) =>
        [.. dropList.Where(e => NamesTraffic(e) && (e.SourceIp is not { } source || !never.Overlaps(source))
            && (e.DestinationIp is not { } destination || match.Destinations.Any(t => t.Contains(destination))))];

    /// <summary>Those that are dropped by their source alone, whatever of the match's destinations they go to.</summary>
    public static ImmutableArray<Prefix> SourcesAlone(ImmutableArray<FilterEntry> droppable, TrafficMatch match) =>
        [.. droppable
            .Where(e => IsSourceAlone(e) && (e.DestinationIp is not { } destination || match.Destinations.All(destination.Contains)))
            .Select(e => e.SourceIp!.Value).Distinct().Order()];

    /// <summary>Whether these sources add up to every address.</summary>
    public static bool DropEverything(ImmutableArray<Prefix> sources, TrafficMatch match) =>
        !sources.IsEmpty && new TrafficMatch { Destinations = [match.Destinations[0]], Sources = sources }.CatchesWholeDestination();

    private static bool NamesTraffic(FilterEntry e) => e.SourceIp is { Length: > 0 } || !HasOnlyAddresses(e);

    private static bool IsSourceAlone(FilterEntry e) => e.SourceIp is { Length: > 0 } && HasOnlyAddresses(e);

    private static bool HasOnlyAddresses(FilterEntry e) =>
        e is { Protocols.IsEmpty: true, Ttls.IsEmpty: true, Dscp: null, IpFlags: null, TcpFlags: null } && IsOpen(e.SourcePorts) && IsOpen(e.DestinationPorts) && IsOpen(e.Lengths);

    private static bool IsOpen(ImmutableArray<PortRange> ranges) => ranges.IsEmpty || ranges.Contains(PortRange.Any);
}
