using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Origins;
using NearSource.Planning;

namespace NearSource.Tests.Planning;

/// <summary>Operators and requests of the tests: 10.N.0.0/16 is originated by AS N.</summary>
internal static class Given
{
    public static readonly Prefix Target = Prefix.Parse("192.0.2.10");

    public static readonly OriginTable Origins = OriginTable.Of(Enumerable.Range(1, 9).Select(n => new Origin(Net(n), (uint)n)));

    public static readonly TrafficMatch Direct = new() { Destinations = [Target] };

    public static readonly TrafficMatch Reflection = new() { Destinations = [Target], Protocols = [17], SourcePorts = [new(161, 161)] };

    public static Candidate Operator(int asn) => new(
        $"op{asn}", OperatorKind.OnPath, [(uint)asn], 1000, null, null, [Countermeasure.Mitigation, Countermeasure.Flowspec], IpVersions.Both, 0, [], true);

    public static ImmutableArray<Candidate> Operators(params int[] asns) => [.. asns.Select(Operator)];

    public static AttackSource Source(string address, double? bps = null) => new(Prefix.Parse(address), bps);

    /// <summary>Operators 1 to 4; 60 % from AS 2, 30 % from AS 3, 10 % from nowhere known.</summary>
    public static PlanInput Request(TrafficMatch match) => new()
    {
        Signature = match,
        Asker = "op1",
        Candidates = Operators(1, 2, 3, 4),
        Origins = Origins,
        Sources = [Source("10.3.0.1", 30), Source("10.2.0.1", 40), Source("10.2.0.2", 20), Source("99.0.0.1", 10)],
    };

    public static Plan Planned(PlanInput input)
    {
        var result = Planner.Plan(input);
        Assert.Null(result.Refusal);
        return result.Plan!;
    }

    private static Prefix Net(int n) => Prefix.Parse($"10.{n}.0.0/16");
}
