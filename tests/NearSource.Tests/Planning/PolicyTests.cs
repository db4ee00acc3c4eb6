using Dots.Addressing;
using NearSource.Planning;

namespace NearSource.Tests.Planning;

public sealed class PolicyTests
{
    [Fact]
    public void Near_source_asks_owners_of_the_sources_first_and_then_the_others()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection));

        Assert.Equal(["op2", "op3", "op4"], plan.Entries.Select(e => e.Operator));
        Assert.Equal([0.6, 0.3, 0], plan.Entries.Select(e => e.ExpectedShare), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0, 0, null], plan.Entries.Select(e => e.Hops));
        Assert.Equal("60.0 % of the attack starts in its networks", plan.Entries[0].Reason);
        Assert.Equal(0.9, plan.Reach!.Value, 9);
        Assert.Equal(0.1, plan.Unmapped!.Value, 9);
        Assert.Equal(SkipCause.Asker, Assert.Single(plan.Skipped).Cause);
    }

    [Fact]
    public void Near_source_asks_no_more_than_the_limit_and_says_whom_it_left()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection) with { Ask = 1 });

        Assert.Equal(["op2"], plan.Entries.Select(e => e.Operator));
        Assert.Equal(["op3", "op4"], plan.Skipped.Where(s => s.Cause == SkipCause.Limit).Select(s => s.Operator));
    }

    [Fact]
    public void Near_source_asks_as_many_beside_those_that_stand()
    {
        var request = Given.Request(Given.Reflection) with { Ask = 1 };

        var plan = Given.Planned(request with { Candidates = [.. request.Candidates.Select(c => c with { Standing = c.MemberId == "op4" })] });

        Assert.Equal(["op2", "op4"], plan.Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Near_source_without_sources_asks_everybody()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection) with { Sources = [], Ask = 1 });

        Assert.Equal(["op2", "op3", "op4"], plan.Entries.Select(e => e.Operator));
        Assert.Null(plan.Reach);
        Assert.Null(plan.Unmapped);
    }

    [Fact]
    public void Operator_that_does_not_answer_is_asked_after_those_that_do()
    {
        var request = Given.Request(Given.Reflection);

        var plan = Given.Planned(request with { Candidates = [.. request.Candidates.Select(c => c with { Reachable = c.MemberId != "op2" })] });

        Assert.Equal(["op3", "op4", "op2"], plan.Entries.Select(e => e.Operator));
        Assert.EndsWith("does not answer at present", plan.Entries[2].Reason);
    }

    [Fact]
    public void Equals_are_asked_by_cost_and_then_by_member_id()
    {
        var request = Given.Request(Given.Reflection);

        var plan = Given.Planned(request with { Candidates = [Given.Operator(7), Given.Operator(6), Given.Operator(5) with { Cost = 1 }] });

        Assert.Equal(["op6", "op7", "op5"], plan.Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Broadcast_asks_every_eligible_operator_whatever_the_limit()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection) with { Policy = "broadcast", Ask = 1 });

        Assert.Equal(["op2", "op3", "op4"], plan.Entries.Select(e => e.Operator));
        Assert.Equal(0.3, plan.Entries[1].ExpectedShare, 9);
    }

    [Fact]
    public void Manual_asks_whom_the_asker_listed_itself_included()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection) with { Policy = "manual", Operators = ["op4", "op1", "op4", "op99"] });

        Assert.Equal(["op4", "op1"], plan.Entries.Select(e => e.Operator));
        Assert.Equal(
            [("op2", SkipCause.NotListed), ("op3", SkipCause.NotListed), ("op99", SkipCause.Unknown)],
            plan.Skipped.Select(s => (s.Operator, s.Cause)));
    }

    [Theory]
    [InlineData("near-source", 10, "op3", "op4")]
    [InlineData("near-source", 1, "op3")]
    [InlineData("broadcast", 1, "op3", "op4")]
    [InlineData("manual", 1, "op4", "op3")]
    public void All_that_are_asked_together_charge_no_more_than_the_limit_whatever_the_policy(string policy, int ask, params string[] asked)
    {
        var request = Given.Request(Given.Reflection);

        var plan = Given.Planned(request with
        {
            Policy = policy, Ask = ask, CostLimit = 5, Operators = ["op4", "op2", "op3"],
            Candidates = [Given.Operator(1), Given.Operator(2) with { Cost = 6 }, Given.Operator(3) with { Cost = 2.5 }, Given.Operator(4) with { Cost = 2.5 }],
        });

        Assert.Equal(asked, plan.Entries.Select(e => e.Operator));
        Assert.Equal("op2", Assert.Single(plan.Skipped, s => s.Cause == SkipCause.Cost).Operator);
        Assert.StartsWith("charges 6; ", plan.Skipped.Single(s => s.Operator == "op2").Reason);
    }

    [Fact]
    public void Without_sources_everybody_is_asked_whom_the_limit_of_cost_lets()
    {
        var request = Given.Request(Given.Reflection) with { Sources = [], CostLimit = 1 };

        var plan = Given.Planned(request with { Candidates = [.. request.Candidates.Select(c => c with { Cost = 1 })] });

        Assert.Equal(["op2"], plan.Entries.Select(e => e.Operator));
        Assert.Equal(["op3", "op4"], plan.Skipped.Where(s => s.Cause == SkipCause.Cost).Select(s => s.Operator));
    }

    [Fact]
    public void Manual_without_a_list_is_refused() =>
        Assert.Contains("list is empty", Planner.Plan(Given.Request(Given.Reflection) with { Policy = "manual" }).Refusal);

    [Fact]
    public void Unknown_policy_is_refused_with_the_known_ones() =>
        Assert.Equal(
            "policy 'cheapest?' is unknown; known are broadcast, manual, near-source",
            Planner.Plan(Given.Request(Given.Reflection) with { Policy = "cheapest\n" }).Refusal);

    [Fact]
    public void Request_without_a_target_is_refused() =>
        Assert.Equal("the request has no target", Planner.Plan(Given.Request(new())).Refusal);

    [Fact]
    public void Source_in_an_approved_prefix_is_its_holders_even_where_the_table_is_silent()
    {
        var request = Given.Request(Given.Reflection);

        var plan = Given.Planned(request with { Candidates = [Given.Operator(4) with { OwnPrefixes = [Prefix.Parse("99.0.0.0/24")] }] });

        Assert.Equal(0.1, plan.Reach!.Value, 9);
        Assert.Equal(0, plan.Unmapped!.Value, 9);
        Assert.Equal(Prefix.Parse("99.0.0.1"), Assert.Single(plan.Entries[0].Sources));
    }

    [Fact]
    public void Source_of_two_operators_is_counted_once()
    {
        var request = Given.Request(Given.Reflection);

        var plan = Given.Planned(request with { Candidates = [Given.Operator(2), Given.Operator(2) with { MemberId = "twin" }] });

        Assert.Equal([0.3, 0.3], plan.Entries.Select(e => e.ExpectedShare), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.6, plan.Reach!.Value, 9);
        Assert.All(plan.Entries, e => Assert.Equal(2, e.Sources.Length));
    }

    [Fact]
    public void Expected_residue_is_what_nobody_asked_is_expected_to_drop()
    {
        var request = Given.Request(Given.Reflection) with { VolumeBps = 1000, MaxBandwidthBps = 150 };

        Assert.Equal(100, Given.Planned(request).ExpectedResidueBps!.Value, 6);
        Assert.True(Given.Planned(request).Sufficient);
        Assert.Equal(400, Given.Planned(request with { Ask = 1 }).ExpectedResidueBps!.Value, 6);
        Assert.False(Given.Planned(request with { Ask = 1 }).Sufficient);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-5.0)]
    public void Figures_that_make_no_sense_do_not_spoil_the_shares(double bps)
    {
        var plan = Given.Planned(Given.Request(Given.Reflection) with { Sources = [Given.Source("10.2.0.1", bps), Given.Source("10.3.0.1", 5)] });

        Assert.All(plan.Entries, e => Assert.InRange(e.ExpectedShare, 0, 1));
        Assert.Equal(1, plan.Reach!.Value, 9);
    }

    [Fact]
    public void Source_of_no_weight_comes_last_however_its_zero_is_written()
    {
        var plan = Given.Planned(Given.Request(Given.Direct) with { Ask = 1, Sources = [Given.Source("10.2.0.1", -0.0), Given.Source("10.2.0.2", 5), Given.Source("10.2.0.4", 7)] });

        Assert.Equal(["10.2.0.4/32", "10.2.0.2/32", "10.2.0.1/32"], plan.Entries[0].Sources.Select(s => s.ToString()));
    }
}
