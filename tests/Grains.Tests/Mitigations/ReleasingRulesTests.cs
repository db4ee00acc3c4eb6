using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>Who is left out of a plan anew, and when its filter goes.</summary>
public sealed class ReleasingRulesTests
{
    [Fact]
    public void Who_is_left_out_stays_while_it_drops_and_goes_after_a_while_when_it_does_not()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares(("op2", 1), ("op3", 0.3))), ("op2", 1)), Later);
        var due = Later + MitigationRules.ReleaseAfter;
        var still = Counted(given, due.AddSeconds(-20), ("op2", 10), ("op3", 0));
        Assert.Empty(still.Decide(new MitigationCommand.Tick(), due.AddSeconds(-1)).Events);

        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(still.Decide(new MitigationCommand.Tick(), due).Events)).Operator);
        Assert.Empty(Counted(given, due.AddSeconds(-20), ("op2", 10), ("op3", 10)).Decide(new MitigationCommand.Tick(), due).Events);
    }

    [Fact]
    public void Who_is_left_out_and_says_nothing_of_its_counters_stays()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares(("op2", 1), ("op3", 0.3))), ("op2", 1)), Later);
        var due = Later + MitigationRules.ReleaseAfter;

        Assert.DoesNotContain(Counted(given, due.AddSeconds(-20), ("op2", 10)).Decide(new MitigationCommand.Tick(), due).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Two_that_are_left_out_are_not_let_go_because_of_each_other()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares()), ("op4", 1)), Later).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Declined), Later);
        var due = Later + MitigationRules.ReleaseAfter;

        Assert.DoesNotContain(Counted(given, due.AddSeconds(-20), ("op2", 0), ("op3", 0)).Decide(new MitigationCommand.Tick(), due).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Who_is_left_out_stays_while_nobody_else_filters()
    {
        var given = Replanning("op2", "op3").Then(Plan(1, new(2, 1, Shares()), ("op2", 1)), Later).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Released), Later);

        Assert.DoesNotContain(given.Decide(new MitigationCommand.Tick(), Later + MitigationRules.ReleaseAfter).Events, e => e is MitigationEvent.Dismissed);
    }

    [Fact]
    public void Share_that_has_gone_releases_also_without_a_new_plan_and_not_when_it_came_back()
    {
        var gone = Replanning("op2", "op3").Then(Plan(1, new(1, 1, Shares(("op2", 1), ("op3", 0)))), Later);
        var due = Later + MitigationRules.ReleaseAfter;
        gone = Counted(gone, due.AddSeconds(-20), ("op2", 0), ("op3", 0));
        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(gone.Decide(new MitigationCommand.Tick(), due).Events)).Operator);

        var again = Later.AddMinutes(2);
        var back = gone.Then(new MitigationCommand.Tick(Late: ["op9"]), again).Then(Plan(2, new(1, 1, Shares(("op2", 0.5), ("op3", 0.5)))), again);
        Assert.Empty(back.Decide(new MitigationCommand.Tick(), due).Events);
    }
}
