using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Choice;
using NearSource.Planning;
using NearSource.Routes;
using Support;

namespace NearSource.Tests.Choice;

/// <summary>What is chosen against the best there is, found by trying everything on small graphs, and its figures against what the routes say.</summary>
public sealed class BestChoiceTests
{
    // Of a count, and of the better of two ways where money is limited. Nothing is proven where capacity or filter entries cut streams in parts.
    private const double Count = 1 - (1 / Math.E), Money = Count / 2, Parts = 0.5;

    [Theory]
    [InlineData("count", Count)]
    [InlineData("capacity", Parts)]
    [InlineData("entries", Parts)]
    [InlineData("capacity entries", Parts)]
    [InlineData("money", Money)]
    [InlineData("capacity entries money", Money)]
    public void Choice_is_worth_no_less_than_its_bound_of_the_best_there_is_within_the_same_limits(string limits, double bound)
    {
        var (tried, best) = (0, 0);
        Prop.ForAll(Choices.Random.ToArbitrary(), input =>
        {
            input = Limited(input, limits);
            if (Paths.Of(input) is not { } paths)
                return true;
            var most = Everything(input).Max(order => paths.Result([.. order], null).HopsSaved);
            var got = paths.Result([.. OperatorChoice.Choose(input).Chosen.Select(c => c.Contender)], null).HopsSaved;
            (tried, best) = (tried + (most > 0 ? 1 : 0), best + (most > 0 && got >= most - 1e-9 ? 1 : 0));
            return got >= (bound * most) - 1e-9;
        }).Check(Properties.Times(1000));

        // Mostly it is the best itself; and some attacks must be worth something.
        Assert.True(tried > 100 && best > tried * 0.9, $"{best} of {tried}");
    }

    [Fact]
    public void Many_cheap_operators_are_asked_in_the_place_of_one_dear_one_that_does_little_more_than_each()
    {
        // 1 is above the target; each source has an operator of its own, that of 10 sees a little more.
        var links = "1>9 " + string.Join(' ', Enumerable.Range(10, 6).Select(n => $"1>{n} {n}>{n + 10}"));
        var attack = Choices.On(links, 9, "20:11 " + string.Join(' ', Enumerable.Range(21, 5).Select(n => $"{n}:10")), 10, 11, 12, 13, 14, 15);
        attack = attack with { Contenders = [.. attack.Contenders.Select(c => c with { Cost = c.Id == "op10" ? 5 : 1 })], Limits = new() { Cost = 5 } };

        Assert.Equal(["op11", "op12", "op13", "op14", "op15"], attack.Names());

        // With money for all of them, all; where one suffices and either does, the cheap one.
        Assert.Equal(6, (attack with { Limits = new() { Cost = 10 } }).Names().Length);
        Assert.Equal(["op11"], (attack with { Limits = new() { Cost = 5, Residue = 0.84 } }).Names());
    }

    [Fact]
    public void Figures_are_what_the_routes_say_of_each_source() => Prop.ForAll(Choices.Random.ToArbitrary(), input =>
    {
        input = Limited(input, "count") with { Contenders = [.. input.Contenders.Select(c => c with { Kind = OperatorKind.OnPath, Capacity = null, Sources = null, Cost = 0 })] };
        if (input.Routes.To(input.Target) is not { } tree)
            return true;
        var result = OperatorChoice.Choose(input);
        var chosen = result.Chosen.Select(c => input.Contenders[c.Contender]).ToArray();
        var total = input.Sources.Sum(s => s.Weight) + input.Unmapped;
        var (caught, saved, reach) = (0.0, 0.0, 0.0);
        var alternatives = RouteAlternatives.Of(input.Routes, tree, [.. Enumerable.Range(0, tree.Graph.Count)]);
        foreach (var source in input.Sources)
        {
            var from = input.Routes.Graph.IndexOf(source.Asn);
            if (from < 0 || from == tree.Destination || !tree.Reaches(from) || total <= 0)
                continue;

            // The best way, less what is counted on the ways beside it.
            var beside = alternatives.From(from).ToArray();
            foreach (var (way, part) in beside.Select(w => (w, alternatives.Weight)).Append((tree, 1 - beside.Sum(_ => alternatives.Weight))))
            {
                // Whom it meets, the target's own network left out, and how far that is from there.
                var (nearest, met, weight) = (-1, false, source.Weight / total * part);
                for (var at = from; at != way.Destination; at = way.NextHop(at))
                {
                    met |= input.Contenders.Any(c => c.Asns.Contains(input.Routes.Graph.AsnAt(at)));
                    nearest = Math.Max(nearest, chosen.Any(c => c.Asns.Contains(input.Routes.Graph.AsnAt(at))) ? way.Hops(at) : -1);
                }

                caught += nearest >= 0 ? weight : 0;
                saved += nearest >= 0 ? weight * nearest : 0;
                reach += met ? weight : 0;
            }
        }

        return Math.Abs(caught - result.Caught) < 1e-9 && Math.Abs(saved - result.HopsSaved) < 1e-9 && Math.Abs(reach - result.Reach) < 1e-9;
    }).Check(Properties.Times(1000));

    private static ChoiceInput Limited(ChoiceInput input, string limits) => input with
    {
        Limits = new()
        {
            Ask = Math.Min(3, input.Limits.Ask), Cost = limits.Contains("money", StringComparison.Ordinal) ? 2 : null, BySource = limits.Contains("entries", StringComparison.Ordinal),
        },
        Contenders =
        [
            .. input.Contenders.Take(6).Select(c => c with
            {
                Reachable = true, Capacity = limits.Contains("capacity", StringComparison.Ordinal) ? c.Capacity : null, Cost = limits.Contains("money", StringComparison.Ordinal) ? c.Cost : 0,
            }),
        ],
    };

    /// <summary>Every choice that the limits allow, in every order: who comes first takes what it can.</summary>
    private static IEnumerable<ImmutableList<int>> Everything(ChoiceInput input)
    {
        var open = new Stack<ImmutableList<int>>([[]]);
        while (open.TryPop(out var order))
        {
            yield return order;
            for (var c = 0; order.Count < input.Limits.Ask && c < input.Contenders.Length; c++)
                if (!order.Contains(c) && !(order.Sum(o => input.Contenders[o].Cost) + input.Contenders[c].Cost > input.Limits.Cost))
                    open.Push(order.Add(c));
        }
    }
}
