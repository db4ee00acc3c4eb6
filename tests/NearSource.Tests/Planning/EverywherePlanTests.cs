using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Sightings;
using NearSource.Tests.Topology;

namespace NearSource.Tests.Planning;

/// <summary>Plans of which nothing tells where the attack comes from: 10.N.0.0/16 is originated by AS N, the target by AS 9.</summary>
public sealed class EverywherePlanTests
{
    // 9 is behind 1; 2 sits above 5, 6 and 8, 3 above 7 and 4; all meet at 1.
    private static readonly RouteCache Routes = new(Graphs.Of("1>9 1>2 1>3 2>5 2>6 2>8 3>7 3>4"));

    private static readonly TrafficMatch OfV6 = new() { Destinations = [Prefix.Parse("2001:db8::1")], Protocols = [17] };

    [Fact]
    public void As_many_are_asked_as_may_be_those_who_would_save_most_if_it_came_from_everywhere()
    {
        var plan = Given.Planned(Request() with { Ask = 1 });

        Assert.Equal("nothing is known of where it comes from: chosen as if it came from everywhere", Assert.Single(plan.Entries, e => e.Operator == "op2").Reason);
        Assert.Equal(["op3", "op4"], plan.Skipped.Where(s => s.Cause == SkipCause.Limit).Select(s => s.Operator));
        Assert.Equal(["op2", "op3"], Given.Planned(Request() with { Ask = 2 }).Entries.Select(e => e.Operator));
        Assert.Equal(["nothing is known of where it comes from: whom to ask was chosen as if it came from everywhere"], plan.Notes.AsEnumerable());
    }

    [Fact]
    public void Nothing_of_it_is_told_as_knowledge_of_this_attack()
    {
        var plan = Given.Planned(Request() with { VolumeBps = 1e9, MaxBandwidthBps = 1 });

        Assert.Equal((null, null, null, null, null, null, false), (plan.Reach, plan.Unmapped, plan.ExpectedResidueBps, plan.Sufficient, plan.HopsSaved, plan.Worth, plan.Routed));
        Assert.All(plan.Entries, e => Assert.Equal((0, null, null, false, 0), (e.ExpectedShare, e.Hops, e.HopsLeft, e.Backstop, e.Sources.Length)));
        Assert.All(plan.Entries, e => Assert.Equal(Given.Reflection, e.Match));
    }

    [Fact]
    public void Made_up_sources_are_planned_like_none_and_the_plan_says_so()
    {
        var plan = Given.Planned(Request() with { Ask = 1, Class = AttackClass.Spoofed, Sources = [Given.Source("10.7.0.1", 1)] });

        Assert.Equal(("op2", "its sources are made up and nobody said where it comes in: chosen as if it came from everywhere"), plan.Entries.Select(e => (e.Operator, e.Reason)).Single());
        Assert.Equal(2, plan.Notes.Length);
    }

    [Fact]
    public void Large_networks_count_for_more_but_not_in_proportion()
    {
        // 7 originates sixteen times as much as each of the others and weighs four times as much.
        var large = Request() with { Ask = 1, Origins = OriginTable.Of([.. Request().Origins.Announced.Where(o => o.Asn != 7), new(Prefix.Parse("11.0.0.0/12"), 7)]) };

        Assert.Equal("op3", Given.Planned(large).Entries.Single().Operator);
        Assert.Equal("op2", Given.Planned(large with { Origins = OriginTable.Of([.. large.Origins.Announced, new(Prefix.Parse("12.0.0.0/12"), 5)]) }).Entries.Single().Operator);
    }

    [Fact]
    public void Space_of_the_targets_ip_version_counts()
    {
        var v6 = Request() with
        {
            Ask = 1, Signature = OfV6,
            Origins = OriginTable.Of([.. Request().Origins.Announced, new(Prefix.Parse("2001:db8::/32"), 9), new(Prefix.Parse("2001:d00::/32"), 7), new(Prefix.Parse("2001:d01::/48"), 5)]),
        };

        Assert.Equal("op3", Given.Planned(v6).Entries.Single().Operator);
        Assert.Equal("op2", Given.Planned(v6 with { Signature = Given.Reflection }).Entries.Single().Operator);
    }

    [Fact]
    public void Through_whom_nothing_came_is_not_asked_again_by_a_guess_but_by_a_plan_that_knows()
    {
        var tried = Request() with { Ask = 1, InVain = ["op2"] };

        var plan = Given.Planned(tried);
        Assert.Equal((true, "op3"), (plan.Guessed, plan.Entries.Single().Operator));
        Assert.Equal("nothing came through it when it was asked as a guess", Assert.Single(plan.Skipped, s => s.Cause == SkipCause.InVain).Reason);
        Assert.Empty(Given.Planned(tried with { InVain = ["op2", "op3", "op4"] }).Entries);

        plan = Given.Planned(tried with { Sources = [Given.Source("10.5.0.1", 1)] });
        Assert.Equal((false, "op2"), (plan.Guessed, plan.Entries.Single().Operator));
    }

    [Fact]
    public void Who_looked_and_sees_nothing_comes_after_the_others()
    {
        var seen = new SightingSet([new("op2", 0, [], 1), new("op9", 0, [], 1)], 1e9);

        Assert.Equal(["op3"], Given.Planned(Request() with { Ask = 1, Sightings = seen }).Entries.Select(e => e.Operator));
        Assert.Equal(["op3", "op4", "op2"], Given.Planned(Request() with { Sightings = seen }).Entries.Select(e => e.Operator));
        Assert.Equal(["op2"], Given.Planned(Request() with { Ask = 1, Sightings = seen with { Reports = [new("op2", 1e9, [], 1)] } }).Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Who_does_not_answer_who_is_too_dear_and_who_cleans_little_are_treated_as_ever()
    {
        var request = Request() with { Ask = 1 };
        PlanInput With(Func<Candidate, Candidate> change) => request with { Candidates = [.. request.Candidates.Select(c => c.MemberId == "op2" ? change(c) : c)], VolumeBps = 1e9 };

        Assert.Equal("op3", Given.Planned(With(c => c with { Reachable = false })).Entries.Single().Operator);
        Assert.EndsWith("does not answer at present", Given.Planned(With(c => c with { Reachable = false }) with { Ask = 3 }).Entries[2].Reason);
        Assert.Equal("op3", Given.Planned(With(c => c with { ScrubBps = 1e8 })).Entries.Single().Operator);
        var dear = Given.Planned(With(c => c with { Cost = 2 }) with { CostLimit = 1, Ask = 3 });
        Assert.Equal(SkipCause.Cost, dear.Skipped.Single(s => s.Operator == "op2").Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_graph_that_knows_the_target_or_without_origins_of_its_version_everybody_is_asked(bool graph)
    {
        var request = graph
            ? Request() with { Signature = OfV6 }
            : Request() with { Routes = new(Graphs.Of("1>2")) };

        var plan = Given.Planned(request with { Ask = 1 });

        Assert.Equal(["op2", "op3", "op4"], plan.Entries.Select(e => e.Operator));
        Assert.All(plan.Entries, e => Assert.EndsWith("everybody is asked", e.Reason));
    }

    private static PlanInput Request() => new()
    {
        Signature = Given.Reflection,
        Asker = "op9",
        Candidates = Given.Operators(2, 3, 4),
        Origins = OriginTable.Of([.. Given.Origins.Announced, new Origin(Prefix.Parse("192.0.2.0/24"), 9)]),
        Routes = Routes,
    };
}
