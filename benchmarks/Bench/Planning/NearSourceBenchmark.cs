using System.Collections.Immutable;
using Bench.World;
using NearSource.Choice;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>How near to its sources an attack is caught, planned on one graph and scored on another.</summary>
internal sealed class NearSourceBenchmark : IBenchmark
{
    /// <summary>As near as rounding and ties come to the reference.</summary>
    public const double Tolerance = 0.005;

    private static readonly string[] Files = ["--plan-graph", "--true-graph", "--origins", "--sources", "--members", "--victims"];

    private static readonly string[] Known =
        ["--plan-graph", "--true-graph", "--graph-age", "--origins", "--sources", "--members", "--victims", "--ask", "--aim", "--sightings", "--late", "--liars", "--seed"];

    public string Name => "near-source";

    public string Summary => "how much of an attack is caught, and how near its sources, beside the reference; without options the whole fixed evaluation; options: "
        + "--plan-graph F, --true-graph F, --origins F[,F], --sources F, --members F, --victims F, --ask N, --aim byte-hops|coverage, --sightings 0|1, --late 0|1, --liars N, --seed S, --graph-age DAYS";

    public Task<int> Run(string[] args)
    {
        try
        {
            return Task.FromResult(args.Length == 0 ? NearSourceTable.Run() : One(args));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"near-source: {e.Message}");
            return Task.FromResult(2);
        }
    }

    private static int One(string[] args)
    {
        if (args.Where((_, i) => i % 2 == 0).FirstOrDefault(a => !Known.Contains(a)) is { } unknown)
            throw new FormatException($"'{unknown}' is none of {string.Join(", ", Known)}");
        string? Named(string name) => Options.Text(args, name);
        if (Aim.Find(Named("--aim") ?? Aim.ByteHops.Name) is not { } aim)
            throw new FormatException($"--aim is one of {string.Join(", ", Aim.All.Select(a => a.Name))}");
        var files = Array.Exists(Files, f => Named(f) is not null);
        var (right, planned, attack, members, victims) = files || EvaluationFiles.Present ? Given(Named) : Made();
        var ask = Options.Number(args, "--ask", 10) is >= 1 and var most ? most : throw new FormatException("--ask: at least 1");
        var (sightings, liars) = (Options.Number(args, "--sightings", 0) != 0, Options.Number(args, "--liars", 0));

        var trial = new Trial(right, planned, attack, members, victims)
        {
            Aim = aim, Sightings = sightings, Late = Options.Number(args, "--late", 0) != 0, Liars = liars, Seed = Options.Number(args, "--seed", 1),
            GraphAge = Options.Number(args, "--graph-age", planned == right ? 0 : -1) is >= 0 and var days ? TimeSpan.FromDays(days) : null,
        };
        var score = trial.Run([ask])[0];
        using var program = files || EvaluationFiles.Present ? ReferenceProgram.Build() : null;
        if (liars > 0)
            Bench.Report.Figure("near-source.over-bound", (double)trial.OverBound / score.Victims, "share-of-victims", null, 0);
        Report(score, program?.Score(right, planned, attack, members, victims, ask, aim == Aim.ByteHops));
        return 0;
    }

    private static (AsGraph Right, AsGraph Planned, AttackOrigins Attack, ImmutableArray<uint> Members, ImmutableArray<uint> Victims) Given(Func<string, string?> named)
    {
        var (plan, truth) = (named("--plan-graph") ?? named("--true-graph") ?? EvaluationFiles.Right, named("--true-graph") ?? named("--plan-graph") ?? EvaluationFiles.Right);
        var right = Evaluation.Graph(truth);
        var attack = Evaluation.Sources(named("--sources") ?? EvaluationFiles.Sources, () => Evaluation.Origins(named("--origins")?.Split(',') ?? EvaluationFiles.Origins));
        return (right, plan == truth ? right : Evaluation.Graph(plan), attack,
            Evaluation.Asns(named("--members") ?? EvaluationFiles.Members("top100")), Evaluation.Asns(named("--victims") ?? EvaluationFiles.Victims));
    }

    private static (AsGraph Right, AsGraph Planned, AttackOrigins Attack, ImmutableArray<uint> Members, ImmutableArray<uint> Victims) Made()
    {
        var set = EvaluationSet.Find("near-source");
        return (set.Right, set.Right, set.Attack, set.Members("top100"), set.Victims);
    }

    private static void Report(Score score, double[]? reference)
    {
        Bench.Report.Figure("near-source.reach", score.Reach, "share", reference?[0], reference?[0] - Tolerance, higherIsBetter: true);
        Bench.Report.Figure("near-source.caught", score.Caught, "share", reference?[1], reference?[1] - Tolerance, higherIsBetter: true);
        Bench.Report.Figure("near-source.hops-saved", score.HopsSaved, "share", reference?[2], reference?[2] - Tolerance, higherIsBetter: true);
        Bench.Report.Figure("near-source.within2", score.Within2, "share", reference?[3]);
    }
}
