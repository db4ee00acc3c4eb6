using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>A controller's match or action for one target changes at most once in 30 s, unless that reduces filtering.</summary>
public sealed class DampingRulesTests
{
    private static readonly TrafficMatch Wide = Given.Request().Match;
    private static readonly TrafficMatch Narrow = new() { Destinations = Wide.Destinations, Protocols = Wide.Protocols, SourcePorts = Wide.SourcePorts, Sources = [Prefix.Parse("198.51.100.1")] };
    private static readonly TrafficMatch Other = new() { Destinations = Wide.Destinations, Protocols = [17], SourcePorts = [new(53, 53)] };

    [Fact]
    public void Other_terms_wait_and_the_old_ones_get_the_new_end()
    {
        var state = Rescoped(Other, Given.Now.AddSeconds(10));

        Assert.Equal(Wide, state.Engagements["op2"].Assignment.Match);
        Assert.Equal(Other, state.Engagements["op2"].Next!.Match);
        Assert.Equal(state.End, state.Engagements["op2"].End);
        Assert.Equal(["op2 2"], state.Sends(Given.Now.AddSeconds(10)));
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), Given.Now.AddSeconds(29)).Events);
        var changed = state.Then(new MitigationCommand.Tick(), Given.Now.AddSeconds(30));
        Assert.Equal(Other, changed.Engagements["op2"].Assignment.Match);
        Assert.Null(changed.Engagements["op2"].Next);
        Assert.Equal(["op2 3"], changed.Sends(Given.Now.AddSeconds(30)));
    }

    [Fact]
    public void Terms_that_reduce_filtering_take_effect_at_once()
    {
        var state = Rescoped(Narrow, Given.Now.AddSeconds(1));

        Assert.Equal(Narrow, state.Engagements["op2"].Assignment.Match);
        Assert.Null(state.Engagements["op2"].Next);
    }

    [Fact]
    public void Another_action_waits_even_with_a_narrower_match()
    {
        var state = Rescoped(Narrow, Given.Now.AddSeconds(1), HelpAction.Flowspec);

        Assert.Equal(Wide, state.Engagements["op2"].Assignment.Match);
        Assert.Equal(HelpAction.Mitigation, Orders.For(Given.Key, state, state.Engagements["op2"]).Action);
        Assert.Equal(HelpAction.Flowspec, Orders.For(Given.Key, state.Then(new MitigationCommand.Tick(), Given.Now.AddSeconds(30)), state.Then(new MitigationCommand.Tick(), Given.Now.AddSeconds(30)).Engagements["op2"]).Action);
    }

    [Fact]
    public void What_the_asker_does_not_want_filtered_any_more_is_given_up_at_once_and_other_sources_wait()
    {
        // First two sources at any port; then one of them and another, at one port only.
        var (before, after) = (new TrafficMatch { Destinations = Wide.Destinations, Protocols = [17] }, Wide);
        var state = Rescoped(From(before, "198.51.100.1", "198.51.100.2"), Given.Now.AddSeconds(31)).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(32));

        state = Rescope(state, From(after, "198.51.100.2", "198.51.100.3"), Given.Now.AddSeconds(40), 3, asked: after);

        Assert.Equal(From(after, "198.51.100.2"), state.Engagements["op2"].Assignment.Match);
        Assert.Equal(From(after, "198.51.100.2", "198.51.100.3"), state.Engagements["op2"].Next!.Match);
        state = state.Then(new MitigationCommand.Tick(), Given.Now.AddSeconds(61));
        Assert.Equal(From(after, "198.51.100.2", "198.51.100.3"), state.Engagements["op2"].Assignment.Match);
    }

    [Fact]
    public void Sources_that_go_while_the_request_stays_wait_with_those_that_come()
    {
        var state = Rescope(Given.Active("op2"), From(Wide, "198.51.100.1", "198.51.100.2"), Given.Now.AddSeconds(31), 2, asked: Wide, listed: true);

        state = Rescope(state, From(Wide, "198.51.100.2", "198.51.100.3"), Given.Now.AddSeconds(40), 3, asked: Wide);

        Assert.Equal(From(Wide, "198.51.100.1", "198.51.100.2"), state.Engagements["op2"].Assignment.Match);
    }

    [Fact]
    public void Later_changes_merge_into_the_one_that_waits()
    {
        var state = Rescoped(Other, Given.Now.AddSeconds(5));
        state = Rescope(state, Wide, Given.Now.AddSeconds(8), 3);

        Assert.Null(state.Engagements["op2"].Next);
        Assert.Equal(Wide, state.Engagements["op2"].Assignment.Match);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), Given.Now.AddSeconds(60)).Events);
    }

    [Fact]
    public void Filters_for_targets_of_which_none_is_asked_for_any_more_go_at_once_and_orders_for_another_target_wait_for_nothing()
    {
        var at = Given.Now.AddSeconds(5);
        var (moved, both) = (Given.Request("192.0.2.7"), new TrafficMatch { Destinations = [Wide.Destinations[0], Prefix.Parse("192.0.2.7")], Protocols = [17] });
        var state = Given.Active("op2", "op3").Then(Given.Ask(moved, at, "h2"), at);

        Assert.Equal(["op2 2 withdraw", "op3 2 withdraw"], state.Sends(at));
        var planned = state.Then(new MitigationCommand.Plan(2, new(), ImmutableSortedDictionary<string, Assignment>.Empty.Add("op2", new() { Match = moved.Match })), at);
        Assert.Equal(["op2 3", "op3 2 withdraw"], planned.Sends(at));
        Assert.Equal((moved.Match, null), (planned.Engagements["op2"].Assignment.Match, planned.Engagements["op2"].Next));

        Assert.Empty(Given.Active("op2", "op3").Then(Given.Ask(moved with { Match = both }, at, "h2"), at).Sends(at));
    }

    [Fact]
    public void Further_operator_and_withdrawal_never_wait()
    {
        var state = Rescoped(Other, Given.Now.AddSeconds(5));

        state = Rescope(state, Narrow, Given.Now.AddSeconds(6), 3, operators: "op3");
        Assert.Equal(["op2 3 withdraw", "op3 1"], state.Sends(Given.Now.AddSeconds(6)));
        Assert.Null(state.Engagements["op2"].Next);
        Assert.Equal(["op2 3 withdraw", "op3 2 withdraw"], state.Then(new MitigationCommand.Withdraw("op1"), Given.Now.AddSeconds(7)).Sends(Given.Now.AddSeconds(7)));
    }

    private static TrafficMatch From(TrafficMatch match, params string[] sources) => match.FromEach([.. sources.Select(Prefix.Parse)]);

    private static Mitigation Rescoped(TrafficMatch match, DateTimeOffset at, HelpAction action = HelpAction.Mitigation, TrafficMatch? asked = null) => Rescope(Given.Active("op2"), match, at, 2, action, asked);

    private static Mitigation Rescope(
        Mitigation state, TrafficMatch match, DateTimeOffset at, int scope, HelpAction action = HelpAction.Mitigation, TrafficMatch? asked = null, bool listed = false, params string[] operators) => state
        .Then(Given.Ask(Given.Request() with { Match = asked ?? match, Action = action, Policy = listed ? "manual" : null, Operators = listed ? ["op2"] : [] }, at, $"h{scope}"), at)
        .Then(
            new MitigationCommand.Plan(
                scope,
                new PlanSummary { Policy = "broadcast", At = at },
                (operators.Length == 0 ? ["op2"] : operators).ToImmutableSortedDictionary(o => o, _ => new Assignment { Match = match, Share = 0.5 }, StringComparer.Ordinal)),
            at);
}
