using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Routes;

namespace NearSource.Planning;

/// <summary>
/// In which ASes traffic of a source starts: at the door of the operator whose approved space it is in, else where it is originated. Only who can filter at that door
/// on the way to every target counts: a diversion that stands elsewhere, an AS that no path leads from, or a target's own would take the source off the paths that others
/// are known to be on.
/// </summary>
internal sealed class SourceAses
{
    private readonly PrefixTable<ImmutableArray<ImmutableArray<uint>>> _doors;

    /// <param name="trees">The routes to each target's AS.</param>
    /// <param name="eligible">Who may filter.</param>
    public SourceAses(IReadOnlyList<RouteTree> trees, IReadOnlyCollection<Candidate> eligible)
    {
        _doors = new(eligible.Where(c => c.Kind != OperatorKind.Scrubber)
            .Select(c => (c.OwnPrefixes, Doors: c.Asns.Where(asn => trees[0].Graph.IndexOf(asn) is >= 0 and var at && trees.All(t => at != t.Destination && t.Reaches(at))).ToImmutableArray()))
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
