using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;

namespace Grains.Tests.Planning;

/// <summary>The policy "sightings": whom it asks, by what they say they see.</summary>
public sealed class SightingsPolicyTests
{
    private static readonly ConsortiumIndex Consortium = Members(("op1", null, 100), ("op2", 1000, 100), ("op3", 10_000, 100), ("op4", null, 100), ("op5", null, 0));

    [Fact]
    public void Those_who_see_it_are_asked_and_nobody_else()
    {
        var plan = Plan([Sees("op2", 10), new("op3", Answered: true), new("op4", Answered: false)]);

        Assert.Equal(("sightings", "op2"), (plan.Summary.Policy, plan.Assignments.Keys.Single()));
        Assert.Equal("sees the attack cross its network", plan.Assignments["op2"].Reason);
        Assert.Equal(("does not see the attack", "did not say whether it sees the attack"), (plan.Summary.Skipped["op3"], plan.Summary.Skipped["op4"]));
    }

    [Fact]
    public void Those_who_see_most_go_first_where_not_all_may_be_asked()
    {
        var plan = Plan([Sees("op2", 10), Sees("op3", 30), Sees("op4", 20)], ask: 2);

        Assert.Equal(["op3", "op4"], plan.Assignments.Keys);
        Assert.StartsWith("sees the attack; 2 others", plan.Summary.Skipped["op2"], StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_sees_more_than_its_ports_take()
    {
        // op2 says a hundred times what op3 says, through ports of 1000 bits/s.
        var plan = Plan([Sees("op2", 500_000), Sees("op3", 5000)], ask: 1);

        Assert.Equal("op3", plan.Assignments.Keys.Single());
    }

    [Fact]
    public void Who_sees_it_and_cannot_filter_takes_nobodys_place()
    {
        var plan = Plan([Sees("op5", 900), Sees("op4", 20)], ask: 1);

        Assert.Equal("op4", plan.Assignments.Keys.Single());
        Assert.Equal("has no filter entries left", plan.Summary.Skipped["op5"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_nobody_says_that_it_sees_it_the_plan_is_near_source(bool answered)
    {
        var plan = Plan([new("op2", answered), new("op3", answered)]);

        Assert.Equal("near-source", plan.Summary.Policy);
        Assert.Equal(["op2", "op3", "op4"], plan.Assignments.Keys);
    }

    [Fact]
    public void Asker_and_those_who_are_asked_already_are_not_asked_whatever_they_see()
    {
        var plan = Plan([Sees("op1", 900), Sees("op2", 900), Sees("op3", 1), Sees("stranger", 900)], except: ["op2"]);

        Assert.Equal("op3", plan.Assignments.Keys.Single());
    }

    [Fact]
    public void Policy_may_be_named_and_says_that_it_needs_sightings()
    {
        var planner = Planner();

        Assert.Null(planner.Check(Request, Consortium));
        Assert.Contains("near-source, sightings", planner.Check(Request with { Policy = "guess" }, Consortium), StringComparison.Ordinal);
        Assert.Equal(
            (SightingUse.Needed, SightingUse.Helpful, SightingUse.None),
            (planner.UseOf(Request), planner.UseOf(Request with { Policy = null }), planner.UseOf(Request with { Policy = "broadcast" })));
    }

    private static HelpRequest Request => GrainsWorld.Request() with { Policy = "sightings" };

    private static Sighting Sees(string member, double bps) => new(member, Answered: true, Seen: true, bps);

    private static NearSourcePlanner Planner(int ask = 10) => new(new PlanningView(), "near-source", ask);

    private static PlanOutcome Plan(ImmutableArray<Sighting> sightings, int ask = 10, params ImmutableArray<string> except) =>
        Planner(ask).Plan(new("op1", Request) { Except = except, Sightings = sightings }, Consortium, DateTimeOffset.UnixEpoch);

    private static ConsortiumIndex Members(params (string Id, double? PortBps, int Rules)[] operators) => new(new()
    {
        Members = [.. operators.Select((o, n) => new Member { Id = o.Id, Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [64501u + (uint)n], Zones = [Prefix.Parse($"10.0.{n}.0/24")] })],
        Operators = [.. operators.Select(o => new OperatorProfile { Member = o.Id, Url = "https://" + o.Id, PortBps = o.PortBps, RulesFree = o.Rules })],
    });
}
