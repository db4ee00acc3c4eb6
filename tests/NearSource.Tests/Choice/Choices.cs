using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Tests.Topology;
using NearSource.Topology;

namespace NearSource.Tests.Choice;

/// <summary>Attacks on small graphs.</summary>
internal static class Choices
{
    public static ChoiceInput On(string links, uint target, string sources, params uint[] members) => new()
    {
        Routes = new(Graphs.Of(links)) { Age = TimeSpan.Zero },
        Target = target,
        Sources = [.. sources.Split(' ').Select(s => s.Split(':')).Select(s => new SourceAs(uint.Parse(s[0]), double.Parse(s[1])))],
        Contenders = [.. members.Select(m => new Contender($"op{m}", [m]))],
    };

    public static string[] Names(this ChoiceInput input) => [.. OperatorChoice.Choose(input).Chosen.Select(c => input.Contenders[c.Contender].Id)];

    public static readonly Gen<ChoiceInput> Random =
        from graph in Graphs.Random
        from target in Gen.Elements(Enumerable.Range(0, graph.Count).Select(graph.AsnAt))
        from sources in Gen.Zip(Gen.Choose(1, graph.Count), Gen.Choose(0, 5)).ArrayOf()
        from members in Gen.Choose(1, graph.Count).ArrayOf()
        from limits in Gen.Zip(Gen.Elements<int?>(null, null, 0, 2), Gen.Elements<double?>(null, null, 0, 0.3)).ArrayOf(members.Length)
        from kinds in Gen.Elements(OperatorKind.OnPath, OperatorKind.OnPath, OperatorKind.OnPath, OperatorKind.Exchange, OperatorKind.Scrubber).ArrayOf(members.Length)
        from costs in Gen.Choose(0, 2).ArrayOf(members.Length)
        from ask in Gen.Choose(0, 4)
        from residue in Gen.Elements<double?>(null, null, 0, 0.4)
        from budget in Gen.Elements<double?>(null, 2)
        from bySource in Gen.Elements(true, false)
        from age in Gen.Elements<TimeSpan?>(null, null, TimeSpan.Zero, TimeSpan.FromDays(100))
        select new ChoiceInput
        {
            Routes = new(graph) { Age = age },
            Target = target,
            Sources = [.. sources.DistinctBy(s => s.Item1).Select(s => new SourceAs((uint)s.Item1, s.Item2, s.Item2))],
            Unmapped = 1,
            Contenders = [.. members.Distinct().Select((m, i) => new Contender($"op{m}", [(uint)m], kinds[i])
            {
                Sources = limits[i].Item1, Capacity = limits[i].Item2, Cost = costs[i], Reachable = m % 5 != 0,
            })],
            Limits = new() { Ask = ask, Residue = residue, Cost = budget, BySource = bySource },
        };
}
