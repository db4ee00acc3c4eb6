using System.Collections.Immutable;
using Grains.Mitigations;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>Whose filter matches nothing while others drop is replaced, and then released.</summary>
public sealed class IdleFilterRulesTests
{
    [Fact]
    public void Filter_that_matches_nothing_while_others_drop_is_replaced_and_then_released()
    {
        var given = Given.Active("op2", "op3");
        var idle = Given.Now + MitigationRules.IdleAfter;
        Assert.Empty(Counted(given, idle.AddSeconds(-10), ("op2", 10)).Decide(new MitigationCommand.Tick(), idle.AddSeconds(-1)).Events);

        var counted = Counted(given, idle.AddSeconds(-10), ("op2", 10), ("op3", 0));
        Assert.Equal("op3 filters nothing", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(counted.Decide(new MitigationCommand.Tick(), idle).Events)).Why);
        var replaced = counted.Then(new MitigationCommand.Tick(), idle).Then(Given.Wave(1, "op4"), idle);
        Assert.True(replaced.Engagements["op3"] is { State: EngagementState.Active, Revision: 1 });

        var release = Given.Now + MitigationRules.ReleaseAfter;
        var growing = Counted(replaced, release.AddSeconds(-10), ("op2", 20), ("op3", 0));
        Assert.Equal("op3", Assert.IsType<MitigationEvent.Dismissed>(Assert.Single(growing.Decide(new MitigationCommand.Tick(), release).Events)).Operator);
        Assert.Contains("op3 2 withdraw", growing.Then(new MitigationCommand.Tick(), release).Sends(release));
    }

    [Fact]
    public void Operator_that_falls_silent_is_replaced_and_keeps_its_filter()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(10), ("op2", 10), ("op3", 10));
        var silent = Given.Now + MitigationRules.ReleaseAfter;
        for (var at = Given.Now.AddSeconds(40); at <= silent.AddMinutes(2); at = at.AddSeconds(30))
            given = Counted(given, at, ("op2", (long)(at - Given.Now).TotalSeconds));

        Assert.Equal("op3 does not say that it filters anything", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), silent).Events)).Why);
        var replaced = given.Then(new MitigationCommand.Tick(), silent).Then(Given.Wave(1, "op4"), silent);
        Assert.DoesNotContain(replaced.Decide(new MitigationCommand.Tick(), silent.AddMinutes(2)).Events, e => e is MitigationEvent.Dismissed);
        Assert.Empty(MitigationRules.NotSeeing(given, silent));
    }

    [Fact]
    public void Nobody_is_released_when_nothing_matches_anywhere()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(10), ("op2", 10));

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), Given.Now + MitigationRules.ReleaseAfter + MitigationRules.ReleaseAfter).Events);
    }

    [Fact]
    public void Filter_that_still_matches_stays_also_when_it_drops_less_than_expected()
    {
        var given = Counted(Given.Active("op2", "op3"), Given.Now.AddSeconds(30), ("op2", 1_000_000), ("op3", 1));
        var later = Given.Now + MitigationRules.ReleaseAfter;
        given = Counted(given, later.AddSeconds(-30), ("op2", 2_000_000), ("op3", 2));

        Assert.Empty(given.Decide(new MitigationCommand.Tick(), later).Events);
    }

    [Fact]
    public void Who_was_asked_without_knowing_where_the_attack_comes_from_is_neither_replaced_nor_released_for_dropping_nothing()
    {
        var plan = Given.Plan(1, "op2", "op3", "op4", "op5");
        var given = Given.Accepted().Then(plan with { Assignments = plan.Assignments.ToImmutableSortedDictionary(a => a.Key, a => a.Value with { Share = 0 }) });
        given = plan.Assignments.Keys.Aggregate(given, (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));
        for (var at = Given.Now; at < Given.Now + (3 * MitigationRules.ReleaseAfter); at += MitigationRules.RecruitEvery)
        {
            var now = at;
            given = Counted(given, at, ("op2", (at - Given.Now).TotalSeconds * 1000), ("op3", (at - Given.Now).TotalSeconds * 1000), ("op4", (at - Given.Now).TotalSeconds), ("op5", 0));
            Assert.DoesNotContain(given.Decide(new MitigationCommand.Tick(), now).Events, e => e is MitigationEvent.Recruiting or MitigationEvent.Replanning or MitigationEvent.Dismissed);
        }

        Assert.All(given.Engagements.Values, g => Assert.Null(g.WeakSince));
    }
}
