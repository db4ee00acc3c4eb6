using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Routes;

namespace NearSource.Planning;

/// <summary>
/// In which ASes traffic of a source starts: at the door of the operator whose approved space it is in, else where it is originated. Only who can filter at that door
/// counts: a diversion that stands elsewhere, or an AS that no path leads from, would take the source off the path that others are known to be on.
/// </summary>
internal sealed class SourceAses
{
    private readonly PrefixTable<ImmutableArray<ImmutableArray<uint>>> _doors;

    public SourceAses(RouteTree tree, IReadOnlyCollection<Candidate> eligible)
    {
        _doors = new(eligible.Where(c => c.Kind != OperatorKind.Scrubber)
            .Select(c => (c.OwnPrefixes, Doors: c.Asns.Where(asn => tree.Graph.IndexOf(asn) is >= 0 and var at && at != tree.Destination && tree.Reaches(at)).ToImmutableArray()))
            .Where(c => !c.Doors.IsEmpty)
            .SelectMany(c => c.OwnPrefixes, (c, prefix) => (prefix, c.Doors))
            .GroupBy(o => o.prefix, o => o.Doors)
            .Select(g => (g.Key, g.ToImmutableArray())));
    }

    /// <summary>The source's ASes, each once; none where nobody knows.</summary>
    public ImmutableArray<uint> Of(Prefix source, SourceOrigin origin)
    {
        if (!_doors.TryMatch(source, out var held, out var holders) || held.Length < origin.Length)
            return origin.Asns;

        // Of its own ASes those that originate it, where one does.
        return [.. holders.SelectMany(doors => doors.Any(origin.Asns.Contains) ? doors.Where(origin.Asns.Contains) : doors.Take(1)).Distinct()];
    }
}
