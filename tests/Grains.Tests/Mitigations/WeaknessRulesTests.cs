using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Planning;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>Filters through which far less comes than through others, and operators that say too much.</summary>
public sealed class WeaknessRulesTests
{
    [Fact]
    public void Filter_that_drops_far_less_of_its_share_than_others_of_theirs_brings_a_new_plan_that_knows_it()
    {
        // As much of the attack was expected at each.
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counted(state, first, ("op2", 1000), ("op3", 1000), ("op4", 1000));
        for (var at = first.AddSeconds(30); at <= first + MitigationRules.WeakAfter + TimeSpan.FromSeconds(30); at = at.AddSeconds(30))
            state = Counting(state, at, ("op2", 1000), ("op3", 10), ("op4", 900));

        var due = first.AddSeconds(30) + MitigationRules.WeakAfter;
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), due.AddSeconds(-1)).Events);
        Assert.Equal("next to nothing comes through op3", Assert.IsType<MitigationEvent.Replanning>(Assert.Single(state.Decide(new MitigationCommand.Tick(), due).Events)).Why);
        Assert.Equal(["op3"], MitigationRules.NotSeeing(state, due).AsEnumerable());

        // Once in a while: what the plan did not know then it will not know in a minute.
        var kept = state.Then(new MitigationCommand.Tick(), due).Then(Plan(1, new(1, 1, Shares(("op2", 0.4), ("op3", 0.3), ("op4", 0.3)))), due);
        Assert.Empty(kept.Decide(new MitigationCommand.Tick(), due + MitigationRules.ReplanEvery).Events);
        var again = due + MitigationRules.WeakEvery;
        kept = Counting(kept, again.AddSeconds(-20), ("op2", 1000), ("op3", 10), ("op4", 900));
        Assert.Single(kept.Decide(new MitigationCommand.Tick(), again).Events.OfType<MitigationEvent.Replanning>());
    }

    [Fact]
    public void Attack_that_falls_everywhere_is_nobodys_weakness()
    {
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counted(state, first, ("op2", 1_000_000), ("op3", 1_000_000), ("op4", 1_000_000));
        for (var at = first.AddSeconds(30); at <= first.AddMinutes(4); at = at.AddSeconds(30))
            state = Counting(state, at, ("op2", 10), ("op3", 5), ("op4", 5));

        Assert.Empty(MitigationRules.NotSeeing(state, first.AddMinutes(4)));
    }

    [Fact]
    public void Who_drops_its_share_again_is_not_weak_any_more()
    {
        var state = Given.Active("op2", "op3", "op4");
        var first = Given.Now + MitigationRules.IdleAfter;
        state = Counting(Counted(state, first, ("op2", 1000), ("op3", 1000), ("op4", 1000)), first.AddSeconds(30), ("op2", 1000), ("op3", 1), ("op4", 1000));
        Assert.Equal(first.AddSeconds(30), state.Engagements["op3"].WeakSince);

        Assert.Null(Counting(state, first.AddSeconds(60), ("op2", 1000), ("op3", 1000), ("op4", 1000)).Engagements["op3"].WeakSince);
    }

    [Theory]
    [InlineData("op2", 3)]
    [InlineData("op3", 3)]
    [InlineData("op4", 4)]
    [InlineData("op4", 5)]
    public void One_that_counts_too_much_makes_nobody_else_look_weak(string liar, int operators)
    {
        string[] all = [.. Enumerable.Range(2, operators).Select(i => $"op{i}")];
        var first = Given.Now + MitigationRules.IdleAfter;
        var state = Counted(Given.Active(all), first, [.. all.Select(o => (o, 1000.0))]);
        state = Counting(state, first.AddSeconds(30), [.. all.Select((o, i) => (o, o == liar ? 1_000_000.0 : 1000 - (100 * i)))]);

        Assert.All(state.Engagements.Values, g => Assert.Null(g.WeakSince));
    }

    [Fact]
    public void Filter_that_counts_is_not_idle_whatever_another_says()
    {
        // op2 claims a thousand times as much; op3 counts a little, op4 reports and has counted nothing.
        var state = Given.Active("op2", "op3", "op4");
        var at = Given.Now;
        for (var count = 1; count <= 12; count++)
        {
            at = Given.Now.AddSeconds(30 * count);
            state = Counted(state, at, ("op2", 1_000_000 * count), ("op3", count), ("op4", 0));
        }

        Assert.True(at > Given.Now + MitigationRules.ReleaseAfter);
        Assert.Equal("op4", Assert.Single(state.Decide(new MitigationCommand.Tick(), at).Events.OfType<MitigationEvent.Dismissed>()).Operator);
        Assert.DoesNotContain("op3", MitigationRules.NotSeeing(state, at));
    }

    [Fact]
    public void Filters_that_are_quiet_because_the_attack_is_over_are_not_idle_by_the_word_of_one_that_counts_on()
    {
        var state = Given.Active("op2", "op3").Then(Fares(over: true));
        var at = Given.Now;
        for (; at < Given.Now.AddMinutes(8); at = at.AddSeconds(30))
            state = Counted(state, at, ("op2", (at - Given.Now).TotalSeconds + 1), ("op3", 0));
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), at).Events);
        Assert.Empty(MitigationRules.NotSeeing(state, at));

        // It goes on, and what comes through which filter is only now to be seen.
        state = state.Then(Fares(over: false) with { Date = at }, at);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), at).Events);
        at += MitigationRules.IdleAfter;
        state = Counted(state, at.AddSeconds(-10), ("op2", 10_000), ("op3", 0));
        Assert.Equal("op3 filters nothing", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(state.Decide(new MitigationCommand.Tick(), at).Events)).Why);

        static MitigationCommand.Efficacy Fares(bool over) => new(new("op1", "key"), Given.Now, over, 100, 50);
    }

    [Fact]
    public void Who_says_more_than_there_is_makes_nobody_idle()
    {
        var state = Active(Request(1000, "198.51.100.1"), "op2", "op3", "op4");
        var at = Given.Now;
        for (var count = 1; count <= 12; count++)
        {
            at = Given.Now.AddSeconds(30 * count);
            state = state.Then(
                new MitigationCommand.Count(
                    new[] { ("op2", 1e9 * count), ("op3", 0.0), ("op4", 0.0) }.ToImmutableSortedDictionary(c => c.Item1, c => new Count(1, Figures.Zero with { DroppedBits = c.Item2 }, Told: 30 * count), StringComparer.Ordinal), Figures.Zero),
                at);
        }

        Assert.True(state.Engagements["op2"].Overstates);
        Assert.Empty(state.Decide(new MitigationCommand.Tick(), at).Events.OfType<MitigationEvent.Dismissed>());
    }

    [Fact]
    public void Two_that_count_differently_are_not_judged()
    {
        var first = Given.Now + MitigationRules.IdleAfter;
        var state = Counting(Counted(Given.Active("op2", "op3"), first, ("op2", 1000), ("op3", 1000)), first.AddSeconds(30), ("op2", 1000), ("op3", 1));

        Assert.All(state.Engagements.Values, g => Assert.Null(g.WeakSince));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1_000_000.0, true)]
    [InlineData(1200.0, false)]
    public void Who_says_it_drops_more_than_the_whole_attack_is_flagged_once_and_not_listened_to(double? link, bool flagged)
    {
        // 1,000 bit/s of attack are 30,000 bits between two counts. Of an attack that fills the link nobody knows how much there is.
        string[] all = ["op2", "op3", "op4", "op5"];
        var state = Active(Request(1000, "198.51.100.1") with { MaxBandwidthBps = link }, all);
        MitigationCommand.Count Count(int told, params double[] bits) => new(
            bits.Select((b, i) => (all[i], b)).ToImmutableSortedDictionary(b => b.Item1, b => new Count(1, Figures.Zero with { DroppedBits = b.b }, Told: told), StringComparer.Ordinal), Figures.Zero);
        var first = Given.Now + MitigationRules.IdleAfter;
        state = state.Then(Count(1, 1, 1, 1, 1), first);

        var second = Count(2, 7_000, 7_000, 100, 90_000);
        Assert.Equal(flagged ? ["op5"] : [], state.Decide(second, first.AddSeconds(30)).Events.OfType<MitigationEvent.Flagged>().Select(f => f.Operator));
        state = state.Then(second, first.AddSeconds(30));
        Assert.Equal(["op4"], state.Engagements.Values.Where(g => g.WeakSince is not null).Select(g => g.Operator));
        Assert.Empty(state.Decide(Count(3, 14_000, 14_000, 200, 180_000), first.AddSeconds(60)).Events.OfType<MitigationEvent.Flagged>());
    }
}
