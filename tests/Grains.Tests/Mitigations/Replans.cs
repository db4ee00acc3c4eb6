using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;

namespace Grains.Tests.Mitigations;

/// <summary>Mitigations and plans for tests of plans made anew.</summary>
internal static class Replans
{
    public static readonly DateTimeOffset Later = Given.Now + MitigationRules.ReplanEvery;

    public static double Dropped(Mitigation state, string @operator) => state.Counts[@operator].Totals.DroppedPackets;

    public static Mitigation Replanning(params string[] operators) => Given.Active(operators).Then(new MitigationCommand.Tick(Late: ["op9"]), Later);

    public static Mitigation Active(HelpRequest request, params string[] operators) => operators.Aggregate(
        Mitigation.None.Then(Given.Ask(request)).Then(Given.Plan(1, operators)), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));

    public static string[] Filtered(Mitigation state, string @operator) => [.. state.Engagements[@operator].Assignment.Match.Sources.Select(s => s.ToString())];

    /// <summary>A direct attack, of which each operator filters the sources that it is listed with.</summary>
    public static Mitigation Filtering(params (string Operator, string[] Sources)[] filters) => filters.Aggregate(
        Mitigation.None.Then(Given.Ask(Direct([.. filters.SelectMany(f => f.Sources).Distinct()]))).Then(new MitigationCommand.Plan(1, new(), Assignments(filters))),
        (state, f) => state.Then(new MitigationCommand.Hear(f.Operator, 1, EngagementState.Active)));

    public static ImmutableSortedDictionary<string, Assignment> Assignments(params (string Operator, string[] Sources)[] filters) => filters.ToImmutableSortedDictionary(
        f => f.Operator,
        f => new Assignment
        {
            Match = f.Sources.Length == 0 ? Direct().Match : Direct().Match.WithSources([.. f.Sources.Select(Prefix.Parse)])!, Sources = [.. f.Sources.Select(Prefix.Parse)], Share = 1.0 / filters.Length,
        },
        StringComparer.Ordinal);

    public static HelpRequest Direct(params string[] sources) =>
        Request(1000, sources) with { Match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")] } };

    public static HelpRequest Request(double? volume, params string[] sources) =>
        Given.Request() with { VolumeBps = volume, Sources = [.. sources.Select(s => new WeightedSource(Prefix.Parse(s), 1))] };

    public static ImmutableSortedDictionary<string, double> Shares(params (string Operator, double Share)[] shares) => shares.ToImmutableSortedDictionary(s => s.Operator, s => s.Share, StringComparer.Ordinal);

    public static MitigationCommand.Plan Plan(int wave, PlanValue? value, params (string Operator, double Share)[] asked) => new(
        1, new() { Policy = "near-source", At = Later }, asked.ToImmutableSortedDictionary(a => a.Operator, a => new Assignment { Match = Given.Request().Match, Share = a.Share }, StringComparer.Ordinal), wave, value);

    /// <summary>So much more than the last time.</summary>
    public static Mitigation Counting(Mitigation state, DateTimeOffset at, params (string Operator, double Packets)[] more) => Counted(state, at, [.. more.Select(m => (m.Operator, Dropped(state, m.Operator) + m.Packets))]);

    public static Mitigation Counted(Mitigation state, DateTimeOffset at, params (string Operator, double Packets)[] dropped) => state.Then(
        new MitigationCommand.Count(
            dropped.ToImmutableSortedDictionary(d => d.Operator, d => new Count(1, Figures.Zero with { DroppedPackets = d.Packets }, Told: (long)(at - Given.Now).TotalSeconds), StringComparer.Ordinal), Figures.Zero),
        at);
}
