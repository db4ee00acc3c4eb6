using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Choice;

namespace NearSource.Planning;

/// <summary>
/// What a choice is worth by the input's aim, beside what the filters are worth that are in force, as they are: whether it pays to change them.
/// Worth of traffic times AS hops spared where a graph tells hops, of traffic alone where none does.
/// </summary>
/// <param name="Planned">Worth of the plan.</param>
/// <param name="InForce">Worth of the filters in force; 0 without any.</param>
/// <param name="Shares">Of each operator with a filter in force the share of the attack that it is expected to drop with that filter, 0..1.</param>
public sealed record PlanWorth(double Planned, double InForce, ImmutableSortedDictionary<string, double> Shares);

/// <summary>Weighs filters in force on the attack as it is known now.</summary>
internal static class FiltersInForce
{
    public static PlanWorth Weigh(PlanInput input, ImmutableArray<PlanEntry> entries, ImmutableArray<Candidate> eligible, SourceMap map, PathMap? paths)
    {
        var planned = entries.Sum(e => e.ExpectedShare * Worth(input.Aim, paths is null ? null : e.HopsLeft ?? 0));
        if (input.InForce.IsEmpty)
            return new(planned, 0, ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));
        ImmutableArray<(Candidate, string)> standing = [.. eligible.Where(c => input.InForce.ContainsKey(c.MemberId)).Select(c => (c, ""))];
        var expected = paths?.For(new(standing, []));
        var shares = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        var worth = 0.0;
        foreach (var (candidate, _) in standing)
        {
            var (member, place) = (candidate.MemberId, expected?.Of(candidate.MemberId));
            shares[member] = Dropped(input.InForce[member], ((ISourceView?)expected ?? map).Expected(member), place);
            worth += shares[member] * Worth(input.Aim, place?.HopsLeft);
        }

        return new(planned, worth, shares.ToImmutable());
    }

    /// <summary>Of what crosses the operator first, as much as its filter names.</summary>
    private static double Dropped(TrafficMatch filter, IReadOnlyList<WeighedSource> expected, ChosenOperator? place)
    {
        var whole = expected.Sum(e => e.Share);
        if (filter.Sources.IsEmpty)
            return Math.Min(1, place?.Share ?? whole);
        var named = new PrefixSet(filter.Sources);
        var covered = expected.Where(e => named.Covers(e.Prefix)).Sum(e => e.Share);
        return Math.Min(1, place is null ? covered : Math.Min(place.Share, covered));
    }

    /// <summary>Of a unit of traffic so many hops before the target, which may be a mean.</summary>
    private static double Worth(Aim aim, double? hopsLeft)
    {
        if (hopsLeft is not { } hops)
            return 1;
        var (below, part) = ((int)Math.Floor(hops), hops - Math.Floor(hops));
        return part > 0 ? (aim.Worth(below) * (1 - part)) + (aim.Worth(below + 1) * part) : aim.Worth(below);
    }
}
