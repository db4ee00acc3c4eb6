using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Choice;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Tests.Topology;

namespace NearSource.Tests.Planning;

/// <summary>What a plan is worth beside the filters in force: 10.N.0.0/16 is originated by AS N, the target by AS 9.</summary>
public sealed class WorthTests
{
    // 9 is behind 1; 2 sits above 5 and 6, 3 above 7; all meet at 1.
    private static readonly RouteCache Routes = new(Graphs.Of("1>9 1>2 1>3 2>5 2>6 3>7"));

    [Fact]
    public void Same_filters_are_worth_the_same()
    {
        var plan = Given.Planned(Request());

        var worth = Worth(Request() with { InForce = Filters(plan) });

        Assert.Equal(worth.Planned, worth.InForce, 9);
        Assert.Equal(plan.Entries.ToDictionary(e => e.Operator, e => Math.Round(e.ExpectedShare, 9)), worth.Shares.ToDictionary(s => s.Key, s => Math.Round(s.Value, 9)));

        // Half of the attack two hops before the target, and three tenths.
        Assert.Equal(1.6, worth.Planned, 9);
    }

    [Fact]
    public void Filter_that_does_not_name_a_source_is_worth_nothing_for_it()
    {
        var direct = Request() with { Signature = Given.Direct };
        var before = Filters(Given.Planned(direct with { Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.7.0.1", 70)] }));

        var worth = Worth(direct with { Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.6.0.1", 70)], InForce = before });

        Assert.Equal((2.0, 0.6), (Math.Round(worth.Planned, 9), Math.Round(worth.InForce, 9)));
        Assert.Equal((0.3, 0.0), (Math.Round(worth.Shares["op2"], 9), worth.Shares["op3"]));
    }

    [Fact]
    public void Filter_of_any_source_is_worth_all_that_meets_it_first()
    {
        var worth = Worth(Request() with { InForce = ImmutableDictionary<string, TrafficMatch>.Empty.Add("op1", Request().Signature).Add("op3", Request().Signature) });

        // op1 is one hop before the target and gets what does not come through 3.
        Assert.Equal((0.5, 0.3), (Math.Round(worth.Shares["op1"], 9), Math.Round(worth.Shares["op3"], 9)));
        Assert.Equal(1.1, worth.InForce, 9);
    }

    [Fact]
    public void Coverage_counts_no_hops()
    {
        Assert.Equal(0.8, Worth(Request() with { Aim = Aim.Coverage }).Planned, 9);
    }

    [Fact]
    public void Where_no_graph_tells_hops_traffic_alone_counts()
    {
        var worth = Worth(Request() with { Routes = null, Candidates = Given.Operators(5, 7), InForce = ImmutableDictionary<string, TrafficMatch>.Empty.Add("op7", Request().Signature) });

        Assert.Equal((0.6, 0.3), (Math.Round(worth.Planned, 9), Math.Round(worth.InForce, 9)));
    }

    [Fact]
    public void Nothing_tells_what_a_plan_is_worth_without_sources() => Assert.Null(Given.Planned(Request() with { Sources = [] }).Worth);

    [Fact]
    public void Operator_that_may_not_be_asked_any_more_is_worth_nothing()
    {
        var worth = Worth(Request() with { InForce = ImmutableDictionary<string, TrafficMatch>.Empty.Add("gone", Request().Signature) });

        Assert.Equal(0, worth.InForce);
        Assert.Empty(worth.Shares);
    }

    private static PlanWorth Worth(PlanInput input) => Given.Planned(input).Worth!;

    private static ImmutableDictionary<string, TrafficMatch> Filters(Plan plan) => plan.Entries.ToImmutableDictionary(e => e.Operator, e => e.Match, StringComparer.Ordinal);

    private static PlanInput Request() => new()
    {
        Signature = Given.Reflection,
        Asker = "op9",
        Candidates = Given.Operators(1, 2, 3),
        Origins = OriginTable.Of([.. Given.Origins.Announced, new Origin(Prefix.Parse("192.0.2.0/24"), 9)]),
        Routes = Routes,
        Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.6.0.1", 20), Given.Source("10.7.0.1", 30), Given.Source("99.0.0.1", 20)],
    };
}
