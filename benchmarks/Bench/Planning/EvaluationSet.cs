using System.Collections.Immutable;
using System.Globalization;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>What the benchmarks of planning go by: the shared folder's real data where they are, else a made-up Internet.</summary>
internal sealed record EvaluationSet
{
    /// <summary>The graph that counts, and one that is older.</summary>
    public required AsGraph Right { get; init; }

    public required Lazy<AsGraph> Stale { get; init; }

    /// <summary>What rows on either are called.</summary>
    public required string RightName { get; init; }

    public required string StaleName { get; init; }

    public required AttackOrigins Attack { get; init; }

    public required ImmutableArray<uint> Victims { get; init; }

    /// <summary>The members of a consortium: top20, top100, top500, top1000, random1000, hosting100.</summary>
    public required Func<string, ImmutableArray<uint>> Members { get; init; }

    public required Lazy<OriginTable> Origins { get; init; }

    /// <summary>The attack's addresses.</summary>
    public required Lazy<ImmutableArray<AttackSource>> Sources { get; init; }

    /// <summary>What the reference program found, by row; empty where there is none.</summary>
    public required IReadOnlyDictionary<string, double[]> Reference { get; init; }

    /// <summary>Whether the data are real; goals are stated for those.</summary>
    public bool Real => Reference.Count > 0;

    /// <summary>The real data, or made-up ones, which it says on standard output.</summary>
    /// <param name="benchmark">Who asks.</param>
    public static EvaluationSet Find(string benchmark) => EvaluationFiles.Present ? Shared() : SyntheticEvaluation.Make(benchmark);

    private static EvaluationSet Shared() => new()
    {
        Right = Evaluation.Graph(EvaluationFiles.Right),
        Stale = new(() => Evaluation.Graph(EvaluationFiles.Stale)),
        RightName = "t18",
        StaleName = "t17",
        Attack = Evaluation.Sources(EvaluationFiles.Sources, () => OriginTable.Empty),
        Victims = Evaluation.Asns(EvaluationFiles.Victims),
        Members = consortium => Evaluation.Asns(EvaluationFiles.Members(consortium)),
        Origins = new(() => Evaluation.Origins(EvaluationFiles.Origins)),
        Sources = new(() => [.. Evaluation.Addresses(EvaluationFiles.Addresses).Select(p => new AttackSource(p, 1e6))]),
        Reference = File.ReadLines(EvaluationFiles.Reference).Skip(1).Select(l => l.Split(','))
            .ToDictionary(f => string.Join('.', f[..4]), f => f[4..].Select(x => double.Parse(x, CultureInfo.InvariantCulture)).ToArray()),
    };
}
