using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>What an asker tells of an attack that moves: what is planned for anew, and what leaves the filters at once.</summary>
public sealed class ShiftedAttackRulesTests
{
    [Fact]
    public void Asker_that_tells_other_sources_is_planned_for_anew_and_its_orders_stand_meanwhile()
    {
        var refreshed = Active(Request(1000, "198.51.100.1"), "op2").Then(Given.Ask(Request(1000, "198.51.100.2"), Given.Now.AddSeconds(20), "h2"), Given.Now.AddSeconds(20));
        Assert.Equal((1, 2), (refreshed.Scope, refreshed.Engagements["op2"].Revision));

        refreshed = refreshed.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(21));
        Assert.Equal("the asker tells other sources", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(refreshed.Decide(new MitigationCommand.Tick(), Later).Events)).Why);
        var kept = refreshed.Then(new MitigationCommand.Tick(), Later).Then(Plan(1, new(1, 1, Shares(("op2", 1)))), Later);
        Assert.Empty(kept.Decide(new MitigationCommand.Tick(), Later.AddHours(1) - TimeSpan.FromMinutes(30)).Events.OfType<MitigationEvent.Replanning>());
    }

    [Theory]
    [InlineData(1000, 1300, false)]
    [InlineData(1000, 1400, true)]
    [InlineData(1000, 700, true)]
    [InlineData(1000, null, false)]
    [InlineData(null, 1000, true)]
    public void Asker_that_tells_another_volume_is_planned_for_anew(int? before, int? now, bool anew)
    {
        var refreshed = Active(Request(before, "198.51.100.1"), "op2").Then(Given.Ask(Request(now, "198.51.100.1"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1))
            .Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(2));

        Assert.Equal(anew ? "the asker tells another volume" : null, (refreshed.Decide(new MitigationCommand.Tick(), Later).Events.SingleOrDefault() as MitigationEvent.Replanning)?.Why);
    }

    [Fact]
    public void What_the_asker_tells_is_waited_with_for_a_shorter_time_than_what_others_see()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2");
        var (soon, early) = (Given.Now + MitigationRules.ShiftEvery, Given.Now + MitigationRules.ShiftEvery - TimeSpan.FromSeconds(1));
        var shifted = state.Then(Given.Ask(Request(1000, "198.51.100.2"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1)).Then(new MitigationCommand.Hear("op2", 2, EngagementState.Active), Given.Now.AddSeconds(2));

        Assert.Empty(shifted.Decide(new MitigationCommand.Tick(), early).Events);
        Assert.Equal("the asker tells other sources", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(shifted.Decide(new MitigationCommand.Tick(), soon).Events)).Why);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(Late: ["op3"]), soon).Events);
        Assert.Single(state.Decide(new MitigationCommand.Tick(Late: ["op3"]), Later).Events);
    }

    [Fact]
    public void Sources_that_tell_other_figures_each_time_are_the_same_and_slow_drift_is_held_against_what_was_planned_for()
    {
        HelpRequest Told(double first, double second) => Given.Request() with { Sources = [new(Prefix.Parse("198.51.100.1"), first), new(Prefix.Parse("198.51.100.2"), second)] };
        var state = Active(Told(500, 500), "op2");
        foreach (var (first, second, at) in new[] { (5210.0, 5003.0, 1), (480, 520, 2), (540, 460, 3), (580, 420, 4) })
        {
            state = state.Then(Given.Ask(Told(first, second), Given.Now.AddSeconds(at), $"h{at}"), Given.Now.AddSeconds(at));
            Assert.Null(state.Shifted);
        }

        var drifted = Given.Now.AddSeconds(5);
        state = state.Then(Given.Ask(Told(620, 380), drifted, "h5"), drifted).Then(new MitigationCommand.Hear("op2", 6, EngagementState.Active), drifted);
        Assert.Equal("the asker tells other sources", state.Shifted);

        // Planned for, these are what the next ones are held against, also when nothing is changed because of them.
        var kept = state.Then(new MitigationCommand.Tick(), Later).Then(Plan(1, new(1, 1, Shares(("op2", 1)))), Later);
        Assert.Null(kept.Then(Given.Ask(Told(680, 320), Later, "h6"), Later).Shifted);
        Assert.NotNull(kept.Then(Given.Ask(Told(500, 500), Later, "h7"), Later).Shifted);
    }

    [Fact]
    public void Volume_that_creeps_is_held_against_what_was_planned_for()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2");
        foreach (var (volume, at) in new[] { (1150, 10), (1320, 20), (1500, 30) })
            state = state.Then(Given.Ask(Request(volume, "198.51.100.1"), Given.Now.AddSeconds(at), $"h{at}"), Given.Now.AddSeconds(at));

        Assert.Equal("the asker tells another volume", state.Shifted);
    }

    [Fact]
    public void Sources_that_are_told_for_the_first_time_are_another_scope()
    {
        var told = Active(Request(1000), "op2").Then(Given.Ask(Request(1000, "198.51.100.1"), Given.Now.AddSeconds(1), "h2"), Given.Now.AddSeconds(1));

        Assert.Equal((2, MitigationPhase.Accepted), (told.Scope, told.Phase));
    }

    [Fact]
    public void Source_that_the_asker_takes_back_is_out_of_every_filter_with_the_refresh_itself()
    {
        var given = Filtering(("op2", ["198.51.100.0/30", "203.0.113.9"]), ("op3", ["203.0.113.9"]), ("op4", []));
        var later = Given.Now.AddSeconds(5);

        // The asker told the parts of the first row, and still names one of them; op3's filter holds nothing else than what is taken back.
        var asked = given.Then(Given.Ask(Direct("198.51.100.1", "198.51.100.7"), later, "h2"), later);

        Assert.Equal((1, MitigationPhase.Planned), (asked.Scope, asked.Phase));
        Assert.Equal(["op2 2", "op3 2 withdraw", "op4 2"], asked.Sends(later));
        Assert.Equal(["198.51.100.0/30"], Filtered(asked, "op2"));
        Assert.Equal(["198.51.100.0/30"], asked.Engagements["op2"].Assignment.Sources.Select(s => s.ToString()));

        // Filters that name none drop what the request's match says, whoever sends it.
        Assert.Equal(Direct().Match, asked.Engagements["op4"].Assignment.Match);
    }

    [Fact]
    public void Terms_that_wait_and_plans_under_way_do_not_bring_back_what_was_taken_back()
    {
        var replanning = Filtering(("op2", ["198.51.100.1"])).Then(new MitigationCommand.Tick(Late: ["op9"]), Later);
        var refreshed = replanning.Then(Given.Ask(Direct("198.51.100.1", "198.51.100.2"), Later, "h2"), Later);
        var assignments = Assignments(("op2", ["198.51.100.1", "203.0.113.9"]), ("op3", ["203.0.113.9", "198.51.100.2"]), ("op4", ["203.0.113.9"]));
        var planned = refreshed.Then(new MitigationCommand.Plan(1, new(), assignments, 1, new(2, 1, Shares())), Later);
        Assert.Equal(["op2 2", "op3 1"], planned.Sends(Later));
        Assert.Equal(["198.51.100.2/32"], Filtered(planned, "op3"));

        var soon = Later.AddSeconds(5);
        var waiting = (planned with { Wave = 2, Anew = true }).Then(
            new MitigationCommand.Plan(1, new(), Assignments(("op3", ["198.51.100.1", "198.51.100.2"])), 2, new(2, 1, Shares())), soon);
        Assert.Equal(2, waiting.Engagements["op3"].Next!.Match.Sources.Length);
        var last = waiting.Then(Given.Ask(Direct("198.51.100.2"), soon, "h3"), soon);
        Assert.Equal(["198.51.100.2/32"], last.Engagements["op3"].Next!.Match.Sources.Select(s => s.ToString()));
    }

    [Fact]
    public void Detector_whose_list_changes_with_every_refresh_asks_nobody_twice_and_is_planned_for_at_its_pace()
    {
        string[] Told(int first) => [.. Enumerable.Range(first, 12).Select(i => $"198.51.100.{i}")];
        var state = Filtering(("op2", Told(0)), ("op3", Told(0))).Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined));
        var plans = new List<DateTimeOffset>();
        for (var second = 1; second <= 30; second++)
        {
            var at = Given.Now.AddSeconds(second);
            if (second % 3 == 0)
                state = state.Then(Given.Ask(Direct(Told(second / 3)), at, $"h{second}"), at);
            state = state.Then(new MitigationCommand.Hear("op2", state.Engagements["op2"].Revision, EngagementState.Active), at).Then(new MitigationCommand.Tick(), at);
            foreach (var plan in Given.Rules.Due(state, at).OfType<MakePlan>())
            {
                Assert.Contains("op3", plan.Except);
                plans.Add(at);
                state = state.Then(new MitigationCommand.Plan(plan.Scope, new(), Assignments(("op2", Told(second / 3)), ("op3", Told(second / 3))), plan.Wave, new(1, 1, Shares(("op2", 1)))), at);
            }
        }

        Assert.Equal(1, state.Engagements["op3"].Revision);
        Assert.Equal(["198.51.100.10/32", "198.51.100.11/32"], Filtered(state, "op2"));
        Assert.NotEmpty(plans);
        Assert.All(plans.Zip(plans.Skip(1)), p => Assert.True(p.Second - p.First >= MitigationRules.ShiftEvery));
    }
}
