using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>An asker that asks for less of the same: everybody goes on with less at once, and nobody's sources move because of it.</summary>
public sealed class NarrowingRulesTests
{
    private static readonly DateTimeOffset Soon = Given.Now.AddSeconds(5);
    private static readonly TrafficMatch Two = new() { Destinations = [Prefix.Parse("192.0.2.1"), Prefix.Parse("192.0.2.2")] };

    [Fact]
    public void Every_filter_is_cut_down_by_the_request_itself_and_keeps_its_sources()
    {
        var state = Asked(Filtering(("op2", ["198.51.100.1", "198.51.100.2"]), ("op3", ["198.51.100.3"])), Long());

        Assert.Equal((2, MitigationPhase.Planned), (state.Scope, state.Phase));
        Assert.Equal(["op2 2", "op3 2"], state.Sends(Soon));
        Assert.Equal(Long().Match.FromEach([Prefix.Parse("198.51.100.1"), Prefix.Parse("198.51.100.2")]), state.Engagements["op2"].Assignment.Match);
        Assert.Equal(Long().Match.FromEach([Prefix.Parse("198.51.100.3")]), state.Engagements["op3"].Assignment.Match);
        Assert.All(state.Engagements.Values, g => Assert.Null(g.Next));
    }

    [Fact]
    public void Plan_anew_follows_at_its_pace_and_what_it_would_only_move_is_kept()
    {
        var state = Asked(Filtering(("op2", ["198.51.100.1"]), ("op3", ["198.51.100.2"])), Long());
        var due = Given.Now + MitigationRules.ShiftEvery;

        Assert.Empty(state.Decide(new MitigationCommand.Tick(), due.AddSeconds(-1)).Events);
        Assert.Equal("the asker asks for less", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(state.Decide(new MitigationCommand.Tick(), due).Events)).Why);
        var moved = state.Then(new MitigationCommand.Tick(), due).Then(Anew(2, 1, ("op2", Long("198.51.100.2")), ("op3", Long("198.51.100.1"))), due);
        Assert.Equal(["198.51.100.1/32"], Filtered(moved, "op2"));
        Assert.Equal(["198.51.100.2/32"], Filtered(moved, "op3"));
        Assert.Equal((2, 2), (moved.Engagements["op2"].Revision, moved.Engagements["op3"].Revision));
        Assert.Empty(moved.Decide(new MitigationCommand.Tick(), due + MitigationRules.ShiftEvery).Events);
    }

    [Fact]
    public void Target_that_is_not_asked_for_any_more_leaves_every_filter_and_who_had_only_that_is_withdrawn()
    {
        var state = Mitigation.None.Then(Given.Ask(Direct() with { Match = Two })).Then(new MitigationCommand.Plan(1, new(), ImmutableSortedDictionary<string, Assignment>.Empty
            .Add("op2", new() { Match = Two }).Add("op3", new() { Match = new() { Destinations = [Two.Destinations[0]] } })));

        state = Asked(state, Direct() with { Match = new() { Destinations = [Two.Destinations[1]] } });

        Assert.Equal(["op2 2", "op3 2 withdraw"], state.Sends(Soon));
        Assert.Equal([Two.Destinations[1]], state.Engagements["op2"].Assignment.Match.Destinations.AsEnumerable());
    }

    [Fact]
    public void Terms_that_wait_are_cut_down_too()
    {
        var given = Filtering(("op2", ["198.51.100.1"]));
        var waiting = given.Engagements["op2"] with { Next = Assignments(("op2", ["198.51.100.1", "198.51.100.2"]))["op2"] };

        var state = Asked(given with { Engagements = given.Engagements.SetItem("op2", waiting) }, Long("198.51.100.1", "198.51.100.2"));

        Assert.Equal(Long().Match.FromEach([Prefix.Parse("198.51.100.1"), Prefix.Parse("198.51.100.2")]), state.Engagements["op2"].Next!.Match);
    }

    [Fact]
    public void Source_that_is_not_told_any_more_leaves_with_the_rest()
    {
        var state = Asked(Filtering(("op2", ["198.51.100.1", "198.51.100.2"])), Long("198.51.100.2"));

        Assert.Equal(["198.51.100.2/32"], Filtered(state, "op2"));
    }

    [Fact]
    public void Same_traffic_in_other_rows_is_no_other_scope()
    {
        var state = Mitigation.None.Then(Given.Ask(Direct() with { Match = Two })).Then(Given.Plan(1, "op2"));

        var told = state.Decide(Given.Ask(Direct() with { Match = new() { Destinations = [Two.Destinations[1], Two.Destinations[0]] } }, Soon, "h2"), Soon);

        Assert.IsType<MitigationEvent.Refreshed>(Assert.Single(told.Events));
    }

    [Theory]
    [InlineData("wider")]
    [InlineData("action")]
    [InlineData("policy")]
    [InlineData("first sources")]
    [InlineData("nothing left")]
    [InlineData("more entries")]
    [InlineData("nobody stands")]
    public void What_is_more_than_less_of_the_same_is_planned_for_everybody(string how)
    {
        var (state, told) = (Filtering(("op2", ["198.51.100.1"])), Long("198.51.100.1"));
        (state, var asked) = how switch
        {
            "wider" => (state, Direct("198.51.100.1") with { Match = Two }),
            "action" => (state, told with { Action = HelpAction.Flowspec }),
            "policy" => (state, told with { Policy = "broadcast" }),
            "first sources" => (Filtering(("op2", [])), told),
            "nothing left" => (state, Long("198.51.100.7")),
            "more entries" => (state, told with { Match = new() { Destinations = told.Match.Destinations, PacketLengths = [new(100, 200), new(400, 500)] } }),
            _ => (state.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined)), told),
        };

        Assert.IsType<MitigationEvent.Rescoped>(Assert.Single(state.Decide(Given.Ask(asked, Soon, "h2"), Soon).Events));
    }

    [Fact]
    public void Plan_under_way_was_made_for_more_and_is_made_again()
    {
        var replanning = Filtering(("op2", ["198.51.100.1"])).Then(new MitigationCommand.Tick(Late: ["op9"]), Later);

        var narrowed = replanning.Then(Given.Ask(Long("198.51.100.1"), Later, "h2"), Later);

        Assert.True(Assert.Single(Given.Rules.Due(narrowed, Later).OfType<MakePlan>()) is { Scope: 2, Wave: 1, Anew: true });
        Assert.Empty(narrowed.Decide(Anew(1, 2, ("op3", Direct())), Later).Events);
        Assert.Equal(["op2 2", "op3 1"], narrowed.Then(Anew(2, 2, ("op3", Long())), Later).Sends(Later));
    }

    [Theory]
    [InlineData(EngagementState.Declined, DeclineCode.Legal, false)]
    [InlineData(EngagementState.Declined, DeclineCode.Policy, true)]
    [InlineData(EngagementState.Declined, DeclineCode.Capacity, true)]
    [InlineData(EngagementState.Declined, DeclineCode.Unverified, true)]
    [InlineData(EngagementState.Declined, DeclineCode.Unsupported, true)]
    [InlineData(EngagementState.Declined, null, true)]
    [InlineData(EngagementState.Exhausted, null, true)]
    public void Who_refused_more_may_be_asked_for_less_unless_the_law_forbids_it(EngagementState how, DeclineCode? code, bool again)
    {
        var state = Filtering(("op2", ["198.51.100.1"]), ("op3", ["198.51.100.2"])).Then(new MitigationCommand.Hear("op3", 1, how, code));
        state = Asked(state, Long("198.51.100.1", "198.51.100.2"));
        var due = Given.Now + MitigationRules.RecruitEvery;
        state = state.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Soon);

        Assert.Equal(!again, Assert.Single(Given.Rules.Due(state.Then(new MitigationCommand.Tick(), due), due).OfType<MakePlan>()).Except.Contains("op3"));
    }

    [Fact]
    public void Header_that_tells_the_attack_now_takes_the_place_of_sources_although_no_told_source_makes_it_worth_more()
    {
        var due = Given.Now + MitigationRules.ChangeEvery;
        var state = Asked(Filtering(("op2", ["198.51.100.1"]), ("op3", ["198.51.100.2"])), Long()).Then(new MitigationCommand.Tick(), due);

        Assert.Equal(Long().Match, state.Then(Anew(2, 1, ("op2", Long())), due).Engagements["op2"].Assignment.Match);

        // Only where the request became narrower: otherwise all there is to filter was known.
        var other = Filtering(("op2", ["198.51.100.1"])).Then(new MitigationCommand.Tick(Late: ["op9"]), Later).Then(Anew(1, 1, ("op2", Direct())), Later);
        Assert.Equal(["198.51.100.1/32"], Filtered(other, "op2"));
    }

    [Fact]
    public void Change_that_is_no_narrowing_still_gives_up_at_once_what_is_not_asked_for_any_more()
    {
        var three = Prefix.Parse("192.0.2.3");
        var state = Mitigation.None.Then(Given.Ask(Direct() with { Match = Two })).Then(new MitigationCommand.Plan(1, new(), ImmutableSortedDictionary<string, Assignment>.Empty.Add("op2", new() { Match = Two })));
        var other = new TrafficMatch { Destinations = [Two.Destinations[1], three] };

        state = Asked(state, Direct() with { Match = other }).Then(new MitigationCommand.Plan(2, new(), ImmutableSortedDictionary<string, Assignment>.Empty.Add("op2", new() { Match = other })), Soon);

        Assert.Equal([Two.Destinations[1]], state.Engagements["op2"].Assignment.Match.Destinations.AsEnumerable());
        Assert.Equal(other, state.Engagements["op2"].Next!.Match);
    }

    private static Mitigation Asked(Mitigation state, HelpRequest request) => state.Then(Given.Ask(request, Soon, "h2"), Soon);

    /// <summary>Less of what <see cref="Replans.Direct"/> asks for: packets of some lengths only.</summary>
    private static HelpRequest Long(params string[] sources) =>
        Direct(sources is [] ? ["198.51.100.1", "198.51.100.2", "198.51.100.3"] : sources) with { Match = new() { Destinations = [Prefix.Parse("192.0.2.1")], PacketLengths = [new(400, 500)] } };

    private static MitigationCommand.Plan Anew(int scope, double worth, params (string Operator, HelpRequest Asked)[] assignments) => new(
        scope, new(), assignments.ToImmutableSortedDictionary(
            a => a.Operator, a => new Assignment { Match = a.Asked.Sources.Length == 1 ? a.Asked.Match.FromEach([a.Asked.Sources[0].Prefix]) : a.Asked.Match, Share = 0.5 }, StringComparer.Ordinal),
        1, new(worth, 1, Shares(("op2", 0.5), ("op3", 0.5))));
}
