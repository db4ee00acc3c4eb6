using NearSource.Choice;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Sightings;
using NearSource.Tests.Topology;

namespace NearSource.Tests.Planning;

/// <summary>Plans with an AS graph: 10.N.0.0/16 is originated by AS N, the target by AS 9.</summary>
public sealed class PathPlanTests
{
    // 9 is behind 1; 2 sits above 5 and 6, 3 above 7; all meet at 1.
    private static readonly RouteCache Routes = new(Graphs.Of("1>9 1>2 1>3 2>5 2>6 3>7"));

    [Fact]
    public void Operators_that_sources_merely_cross_are_asked_and_the_plan_says_where_they_stand()
    {
        var plan = Given.Planned(Request());

        Assert.True(plan.Routed);
        Assert.Equal(["op2", "op3"], plan.Entries.Select(e => e.Operator));
        Assert.Equal([0.5, 0.3], plan.Entries.Select(e => e.ExpectedShare), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([1, 1], plan.Entries.Select(e => e.Hops));
        Assert.Equal([2, 2], plan.Entries.Select(e => e.HopsLeft!.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.8, plan.Reach!.Value, 9);
        Assert.Equal(0.2, plan.Unmapped!.Value, 9);
        Assert.Equal(1, plan.HopsSaved!.Value, 9);
        Assert.Equal("50.0 % of the attack meets it first, 1.0 hops from its sources and 2.0 before the target", plan.Entries[0].Reason);
        Assert.Equal(["10.5.0.1/32", "10.6.0.1/32"], plan.Entries[0].Sources.Select(s => s.ToString()));
    }

    [Fact]
    public void Who_adds_nothing_is_left_with_the_reason()
    {
        var plan = Given.Planned(Request() with { Candidates = Given.Operators(2, 3, 4) });

        Assert.Equal("it would add nothing to those asked", Assert.Single(plan.Skipped).Reason);
    }

    [Fact]
    public void Who_is_left_with_nothing_by_those_nearer_to_the_sources_is_not_asked()
    {
        var plan = Given.Planned(Request() with { Candidates = Given.Operators(2, 5, 6), Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.6.0.1", 30)] });

        Assert.Equal(["op5", "op6"], plan.Entries.Select(e => e.Operator).Order(StringComparer.Ordinal));
        Assert.Equal(("op2", "it would add nothing to those asked"), plan.Skipped.Select(s => (s.Operator, s.Reason)).Single());
    }

    [Fact]
    public void Orders_of_a_direct_attack_name_the_sources_that_cross_the_operator()
    {
        var plan = Given.Planned(Request() with { Signature = Given.Direct });

        Assert.Equal(["10.5.0.1/32", "10.6.0.1/32"], plan.Entries[0].Match.Sources.Select(s => s.ToString()).Order());
        Assert.Equal(["10.7.0.1/32"], plan.Entries[1].Match.Sources.Select(s => s.ToString()));
    }

    [Fact]
    public void Filter_entries_count_where_each_source_needs_one()
    {
        var request = Request() with { Signature = Given.Direct, Ask = 1, Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.6.0.1", 20), Given.Source("10.7.0.1", 40)] };

        var plan = Given.Planned(request with { Candidates = [Given.Operator(2) with { RulesFree = 1 }, Given.Operator(3)] });

        Assert.Equal(["op2"], Given.Planned(request).Entries.Select(e => e.Operator));
        Assert.Equal(["op3"], plan.Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Recruiting_stops_when_the_residue_fits_and_else_one_backstop_is_labelled()
    {
        var request = Request() with { VolumeBps = 100, Sources = [Given.Source("10.5.0.1", 6), Given.Source("10.7.0.1", 4)] };

        var enough = Given.Planned(request with { MaxBandwidthBps = 41 });
        var never = Given.Planned(request with { MaxBandwidthBps = 1, Ask = 1, Candidates = Given.Operators(1, 2, 3) });

        Assert.Equal(["op2"], enough.Entries.Select(e => e.Operator));
        Assert.True(enough.Sufficient);
        Assert.Equal(["op1"], never.Entries.Select(e => e.Operator));
        Assert.True(never.Entries[0].Backstop);
        Assert.StartsWith("backstop: 100.0 % of the attack", never.Entries[0].Reason);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(10.0, true)]
    [InlineData(200.0, null)]
    public void Scrubber_that_alone_could_help_is_asked_and_is_the_backstop_where_too_much_is_known_to_come(double? link, bool? backstop)
    {
        // It is as far from the sources as the target is.
        var scrubber = Given.Operator(8) with { Kind = OperatorKind.Scrubber };
        var request = Request() with { Routes = new(Graphs.Of("1>9 1>8 1>2 1>3 2>5 2>6 3>7")), Candidates = [scrubber], ReturningPath = true, VolumeBps = 100, MaxBandwidthBps = link };

        var plan = Given.Planned(request);

        Assert.Equal(backstop is null ? [] : [("op8", backstop.Value, 0.8)], plan.Entries.Select(e => (e.Operator, e.Backstop, Math.Round(e.ExpectedShare, 9))));
        Assert.Empty(Given.Planned(request with { ReturningPath = false }).Entries);

        // Beside others it comes last.
        Assert.Equal(link is 200.0 ? [] : ["op3", "op8"], Given.Planned(request with { Candidates = [scrubber, Given.Operator(3)] }).Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Aim_may_be_coverage() =>
        Assert.Equal(["op1"], Given.Planned(Request() with { Candidates = Given.Operators(1, 2, 3), Ask = 1, Aim = Aim.Coverage }).Entries.Select(e => e.Operator));

    [Fact]
    public void Who_charges_more_than_is_left_is_told_from_who_adds_nothing()
    {
        var plan = Given.Planned(Request() with { CostLimit = 3, Candidates = [Given.Operator(2) with { Cost = 2 }, Given.Operator(3) with { Cost = 2 }, Given.Operator(4)] });

        Assert.Equal(["op2"], plan.Entries.Select(e => e.Operator));
        Assert.Equal([("op3", SkipCause.Cost), ("op4", SkipCause.Limit)], plan.Skipped.Select(s => (s.Operator, s.Cause)));
        Assert.Equal("charges 2; 1 of 3 are left", plan.Skipped[0].Reason);
    }

    [Fact]
    public void Sightings_are_heard_and_doubts_told()
    {
        var seen = new SightingSet([new("op3", 5e9, [new(7, 5e9)], 2000)], 1e9);

        var plan = Given.Planned(Request() with { Sightings = seen });

        Assert.Equal("op3", Assert.Single(plan.Doubts).Member);
    }

    [Fact]
    public void Source_in_approved_space_starts_at_its_holder()
    {
        var plan = Given.Planned(Request() with
        {
            Sources = [Given.Source("172.16.0.1")],
            Candidates = [Given.Operator(3) with { OwnPrefixes = [Dots.Addressing.Prefix.Parse("172.16.0.0/16")] }],
        });

        Assert.Equal(0, plan.Entries[0].Hops);
        Assert.Equal(1, plan.Reach!.Value, 9);
    }

    [Theory]
    [InlineData(OperatorKind.Scrubber, 7)]
    [InlineData(OperatorKind.OnPath, 9)]
    [InlineData(OperatorKind.OnPath, 77)]
    public void Holder_that_cannot_filter_where_its_sources_start_takes_them_from_nobody(OperatorKind kind, uint asn)
    {
        var holder = Given.Operator(4) with { Kind = kind, Asns = [asn], OwnPrefixes = [Dots.Addressing.Prefix.Parse("10.5.0.0/24")] };
        var request = Request() with { Sources = [Given.Source("10.5.0.1")], ReturningPath = true };

        var plan = Given.Planned(request with { Candidates = request.Candidates.Add(holder) });

        Assert.Equal("op2", Assert.Single(plan.Entries, e => e.ExpectedShare > 0).Operator);
        Assert.Equal(1, plan.Reach!.Value, 9);
    }

    [Theory]
    [InlineData("broadcast")]
    [InlineData("manual")]
    public void Others_policies_get_shares_by_paths_too(string policy)
    {
        var plan = Given.Planned(Request() with { Policy = policy, Operators = ["op2", "op3"] });

        Assert.Equal([0.5, 0.3], plan.Entries.Select(e => e.ExpectedShare), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Graph_that_does_not_know_the_target_changes_nothing()
    {
        var request = Request() with { Routes = new(Graphs.Of("1>2")) };

        var (with, without) = (Given.Planned(request), Given.Planned(request with { Routes = null }));

        Assert.False(with.Routed);
        Assert.Equal(without.Entries.Select(e => (e.Operator, e.Reason)), with.Entries.Select(e => (e.Operator, e.Reason)));
    }

    private static PlanInput Request() => new()
    {
        Signature = Given.Reflection,
        Asker = "op9",
        Candidates = Given.Operators(2, 3),
        Origins = OriginTable.Of([.. Given.Origins.Announced, new Origin(Dots.Addressing.Prefix.Parse("192.0.2.0/24"), 9)]),
        Routes = Routes,
        Sources = [Given.Source("10.5.0.1", 30), Given.Source("10.6.0.1", 20), Given.Source("10.7.0.1", 30), Given.Source("99.0.0.1", 20)],
    };
}
