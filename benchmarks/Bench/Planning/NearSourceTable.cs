using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Choice;
using NearSource.Origins;

namespace Bench.Planning;

/// <summary>The whole fixed evaluation: every row of the reference, then what sightings give on the stale graph, liars, and IPv6.</summary>
internal static class NearSourceTable
{
    private const double GoalCaughtSeen = 0.95;
    private const double GoalHopsSeen = 0.85;

    private static readonly ImmutableArray<int> Asked = [3, 10, 50];
    private static readonly ImmutableArray<string> Consortia = ["top20", "top100", "top500", "top1000", "random1000", "hosting100"];

    public static int Run()
    {
        var set = EvaluationSet.Find("near-source");
        var (right, stale, attack, victims, reference) = (set.Right, set.Stale.Value, set.Attack, set.Victims, set.Reference);

        foreach (var consortium in Consortia)
            foreach (var (aim, named) in ((Aim, string)[])[(Aim.ByteHops, "hops"), (Aim.Coverage, "coverage")])
                foreach (var (plan, graph) in ((string, NearSource.Topology.AsGraph)[])[(set.RightName, right), (set.StaleName, stale)])
                {
                    var scores = new Trial(right, graph, attack, set.Members(consortium), victims) { Aim = aim }.Run(Asked);
                    for (var i = 0; i < Asked.Length; i++)
                        Row($"{consortium}.{Asked[i]}.{named}.{plan}", scores[i], reference.GetValueOrDefault($"{consortium}.{Asked[i]}.{named}.{plan}"));
                }

        var top100 = set.Members("top100");
        foreach (var liars in (int[])[0, 1])
            Seen("", new(right, stale, attack, top100, victims) { Sightings = true, Liars = liars }, reference.GetValueOrDefault($"top100.10.hops.{set.StaleName}"), set);

        Seen("", new(right, stale, attack, top100, victims) { Sightings = true, Late = true }, reference.GetValueOrDefault($"top100.10.hops.{set.StaleName}"), set);

        var six = Six(attack, set.Origins.Value);
        using var program = set.Real ? ReferenceProgram.Build() : null;
        Row($"ipv6.top100.10.hops.{set.RightName}", new Trial(right, right, six, top100, victims).Run([10])[0], program?.Score(right, right, six, top100, victims, 10, true));
        Seen("ipv6.", new(right, stale, six, top100, victims) { Sightings = true }, program?.Score(right, stale, six, top100, victims, 10, true), set);
        return 0;
    }

    private static void Seen(string prefix, Trial trial, double[]? reference, EvaluationSet set)
    {
        var score = trial.Run([10])[0];
        var name = $"near-source.{prefix}top100.10.hops.{set.StaleName}.sightings{(trial.Liars > 0 ? $".liars{trial.Liars}" : "")}{(trial.Late ? ".late" : "")}";
        Report.Figure(name + ".caught", score.Caught, "share", reference?[1], set.Real ? GoalCaughtSeen : null, higherIsBetter: true);
        Report.Figure(name + ".hops-saved", score.HopsSaved, "share", reference?[2], set.Real ? GoalHopsSeen : null, higherIsBetter: true);
        if (trial.Liars > 0)
            Report.Figure(name + ".over-bound", (double)trial.OverBound / score.Victims, "share-of-victims", null, 0);
    }

    private static void Row(string name, Score score, double[]? reference)
    {
        Report.Figure($"near-source.{name}.reach", score.Reach, "share", reference?[0], reference?[0] - NearSourceBenchmark.Tolerance, higherIsBetter: true);
        Report.Figure($"near-source.{name}.caught", score.Caught, "share", reference?[1], reference?[1] - NearSourceBenchmark.Tolerance, higherIsBetter: true);
        Report.Figure($"near-source.{name}.hops-saved", score.HopsSaved, "share", reference?[2], reference?[2] - NearSourceBenchmark.Tolerance, higherIsBetter: true);
        Report.Figure($"near-source.{name}.within2", score.Within2, "share", reference?[3]);
    }

    /// <summary>The same attack from IPv6: as many addresses of each AS, in its first IPv6 prefix, mapped back by the table. Who has no IPv6 takes no part.</summary>
    private static AttackOrigins Six(AttackOrigins attack, OriginTable origins)
    {
        var prefixes = new Dictionary<uint, Prefix>();
        foreach (var origin in origins.Announced)
            if (origin.Prefix.IsIPv6)
                prefixes.TryAdd(origin.Asn, origin.Prefix);
        var addresses = attack.Sources.Where(s => prefixes.ContainsKey(s.Asn))
            .SelectMany(s => Enumerable.Range(0, (int)s.Weight), (s, n) => Prefix.Create(prefixes[s.Asn].Bits | (UInt128)(uint)n, 128, v6: true));
        return Evaluation.Mapped(addresses, origins);
    }
}
