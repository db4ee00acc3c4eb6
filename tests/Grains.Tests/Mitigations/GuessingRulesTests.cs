using System.Collections.Immutable;
using Grains.Identity;
using Grains.Mitigations;
using Storage.Shells;
using static Grains.Tests.Mitigations.Replans;

namespace Grains.Tests.Mitigations;

/// <summary>Operators that a guess asked and through which nothing comes.</summary>
public sealed class GuessingRulesTests
{
    private const int Ask = 3;

    /// <summary>When counters are first heard of.</summary>
    private static readonly DateTimeOffset First = Given.Now.AddSeconds(30);

    private static readonly DateTimeOffset Due = First + MitigationRules.ReleaseAfter;

    [Fact]
    public void Through_whom_nothing_came_for_a_while_gives_its_place_to_the_next_of_the_guess()
    {
        var tried = Through(Guessed("op2", "op3", "op4"), Due, "op2", "op3");
        Assert.Empty(tried.Decide(new MitigationCommand.Tick(), Due.AddSeconds(-1)).Events);

        var called = tried.Then(new MitigationCommand.Tick(), Due);
        Assert.Equal((1, "op4"), (called.Further!.Value, Assert.Single(called.Trying)));
        Assert.True(called.Engagements["op4"].Stands);

        var swapped = called.Then(Next(1, "op5"), Due);
        Assert.Equal(["op4 2 withdraw", "op5 1"], swapped.Sends(Due));
        Assert.Equal((0, 0, true), (swapped.Missing, swapped.Trying.Length, swapped.Engagements["op4"].InVain));
        swapped = swapped.Then(new MitigationCommand.Hear("op5", 1, EngagementState.Active), Due);
        Assert.Empty(Through(swapped, Due.AddSeconds(60), "op2", "op3").Decide(new MitigationCommand.Tick(), Due.AddSeconds(60)).Events);
    }

    [Fact]
    public void Others_are_looked_for_as_if_those_were_not_there_and_the_guess_does_not_ask_them_again()
    {
        var called = Through(Guessed("op2", "op3", "op4"), Due, "op2", "op3").Then(new MitigationCommand.Tick(), Due);
        var question = Question(called, Due);
        Assert.Equal(("op4", "op4"), (Assert.Single(question.Except), Assert.Single(question.InVain)));

        var gone = called.Then(Next(1, "op5"), Due).Then(new MitigationCommand.Hear("op4", 2, EngagementState.Ended), Due)
            .Then(new MitigationCommand.Hear("op5", 1, EngagementState.Active), Due);
        var later = Due.AddSeconds(40);
        question = Question(gone.Then(Fares(later, 20), later), later);
        Assert.Equal((0, "op4"), (question.Except.Length, Assert.Single(question.InVain)));
    }

    [Fact]
    public void When_nobody_drops_the_attack_may_pause_and_nobody_is_judged()
    {
        var quiet = Through(Guessed("op2", "op3", "op4"), Due);

        Assert.Empty(quiet.Decide(new MitigationCommand.Tick(), Due.AddMinutes(30)).Events);
    }

    [Fact]
    public void One_that_drops_is_one_members_word_only()
    {
        var one = Through(Guessed("op2", "op3", "op4", "op5"), Due, "op2");

        Assert.Empty(one.Decide(new MitigationCommand.Tick(), Due.AddMinutes(1)).Events);
    }

    [Fact]
    public void One_that_drops_more_than_there_is_bears_no_witness()
    {
        var request = Given.Request() with { VolumeBps = 1000, PeakPps = 1 };
        var given = Mitigation.None.Then(Given.Ask(request)).Then(Guess("op2", "op3", "op4"));
        foreach (var member in new[] { "op2", "op3", "op4" })
            given = given.Then(new MitigationCommand.Hear(member, 1, EngagementState.Active));

        // Told for the first time when there is no time before to hold it against.
        var honest = Through(given, Due, 30, "op2", "op3");
        Assert.Single(honest.Decide(new MitigationCommand.Tick(), Due).Events);
        Assert.Empty(Through(given, Due, 30_000, "op2", "op3").Decide(new MitigationCommand.Tick(), Due).Events);
    }

    [Fact]
    public void Attack_that_begins_anew_after_a_pause_judges_nobody_before_it_has_gone_on_for_as_long()
    {
        var first = Through(Guessed("op2", "op3", "op4"), Given.Now.AddMinutes(2), "op2", "op3");
        var pause = Given.Now.AddMinutes(12);
        var second = Through(first, pause, pause.AddMinutes(1), 10, "op2", "op3");

        Assert.Empty(second.Decide(new MitigationCommand.Tick(), pause.AddMinutes(1)).Events);
        Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(Through(second, pause.AddMinutes(1), pause.AddMinutes(7), 10, "op2", "op3").Decide(new MitigationCommand.Tick(), pause.AddMinutes(7)).Events));
    }

    [Fact]
    public void Who_says_nothing_of_its_counters_and_who_dropped_lately_keep_their_places()
    {
        var given = Guessed("op2", "op3", "op4", "op5");
        var silent = Counted(given, Due.AddSeconds(-250), ("op5", 3));
        for (var at = Given.Now.AddSeconds(30); at <= Due; at = at.AddSeconds(30))
            silent = Counted(silent, at, ("op2", (at - Given.Now).TotalSeconds), ("op3", (at - Given.Now).TotalSeconds), ("op5", 3));

        Assert.Empty(silent.Decide(new MitigationCommand.Tick(), Due).Events);
    }

    [Fact]
    public void Attack_that_is_over_or_known_is_no_guess()
    {
        var tried = Through(Guessed("op2", "op3", "op4"), Due, "op2", "op3");
        var over = tried.Then(new MitigationCommand.Efficacy(new Principal("op1", "k"), Due, true, 100, 50), Due);
        Assert.Empty(over.Decide(new MitigationCommand.Tick(), Due).Events);

        Assert.Empty((tried with { Plan = tried.Plan! with { Guess = null } }).Decide(new MitigationCommand.Tick(), Due).Events);
    }

    [Fact]
    public void As_many_go_as_are_found_those_first_that_saw_nothing_for_longest_and_nobody_is_looked_for_twice()
    {
        var given = Counted(Guessed("op2", "op3", "op4", "op5", "op6"), Given.Now.AddSeconds(20), ("op4", 5), ("op2", 0), ("op3", 0), ("op5", 0), ("op6", 0));
        var due = Due.AddSeconds(30);
        var called = Through(given, due, "op2", "op3").Then(new MitigationCommand.Tick(), due);
        Assert.Equal(["op5", "op6", "op4"], called.Trying.AsEnumerable());

        var swapped = called.Then(Next(1, "op7"), due);
        Assert.Equal(["op5 2 withdraw", "op7 1"], swapped.Sends(due));
        Assert.Equal((0, 0), (swapped.Missing, swapped.Fruitless));

        // The others do no harm, and the attack may come to them yet.
        var later = due.AddMinutes(20);
        Assert.Empty(Through(swapped.Then(new MitigationCommand.Hear("op7", 1, EngagementState.Active), due), due, later, 10, "op2", "op3", "op7").Decide(new MitigationCommand.Tick(), later).Events);
    }

    [Fact]
    public void To_whom_the_attack_came_while_others_were_looked_for_stays()
    {
        var called = Through(Guessed("op2", "op3", "op4"), Due, "op2", "op3").Then(new MitigationCommand.Tick(), Due);
        var come = Counted(called, Due.AddSeconds(2), ("op4", 100)).Then(Next(1, "op5"), Due.AddSeconds(3));

        Assert.Equal(["op5 1"], come.Sends(Due.AddSeconds(3)));
        Assert.False(come.Engagements["op4"].InVain);
    }

    [Fact]
    public void Twice_as_many_as_may_be_asked_are_tried_in_all()
    {
        var state = Guessed("op2", "op3", "op90", "op91", "op92");
        var (at, asked, rounds) = (First, 0, 0);
        for (; rounds < 10; rounds++)
        {
            state = Through(state, at, at + MitigationRules.ReleaseAfter, 10, "op2", "op3");
            at += MitigationRules.ReleaseAfter;
            if (state.Decide(new MitigationCommand.Tick(), at).Events.Length == 0)
                break;
            state = state.Then(new MitigationCommand.Tick(), at);
            Assert.True(state.Trying.Length <= Ask);
            string[] next = [.. state.Trying.Select(_ => $"op{10 + asked++}")];
            state = state.Then(Next(state.Wave, next), at);
            state = next.Aggregate(state, (s, o) => s.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active), at));
            at = at.AddSeconds(10);
        }

        Assert.Equal((2 * Ask, 2), (asked, rounds));
        Assert.Equal(5, state.Engagements.Values.Count(g => g.State == EngagementState.Active));
    }

    [Fact]
    public void Asker_that_has_fared_badly_for_as_long_says_too_that_it_goes_on_once_no_further_ones_may_be_asked()
    {
        var low = Through(Guessed("op2", "op3", "op4"), Due.AddMinutes(1), "op2").Then(Fares(Given.Now.AddSeconds(20), 20), Given.Now.AddSeconds(20));
        var full = low with { FullWith = 3 };
        Assert.Equal(Given.Now.AddSeconds(20), low.LowSince);
        Assert.Empty(full.Decide(new MitigationCommand.Tick(), Due.AddMinutes(1)).Events);
        Assert.Empty(full.Decide(Fares(Given.Now.AddSeconds(315), 20), Given.Now.AddSeconds(315)).Events);

        var call = Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(full.Decide(Fares(Due.AddMinutes(1), 20), Due.AddMinutes(1)).Events));
        Assert.Equal(["op3", "op4"], call.Trying.AsEnumerable());
        Assert.Empty(Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(low.Decide(Fares(Due.AddMinutes(1), 20), Due.AddMinutes(1)).Events)).Trying);

        // Who said in between that it fares well begins anew.
        var recovered = full.Then(Fares(Given.Now.AddMinutes(3), 60), Given.Now.AddMinutes(3)).Then(Fares(Given.Now.AddMinutes(4), 20), Given.Now.AddMinutes(4));
        Assert.Empty(recovered.Decide(Fares(Due.AddMinutes(1), 20), Due.AddMinutes(1)).Events);
    }

    [Fact]
    public void Operator_that_is_dismissed_while_others_are_tried_is_replaced_alone()
    {
        var called = Through(Guessed("op2", "op3", "op4", "op5"), Due, "op2", "op3").Then(new MitigationCommand.Tick(), Due);
        Assert.Equal(2, called.Further);

        var dismissed = called.Then(new MitigationCommand.Dismiss("op2", "stopped"), Due);
        Assert.Equal((1, 0), (dismissed.Further!.Value, dismissed.Trying.Length));
    }

    private static Mitigation Guessed(params string[] operators) =>
        operators.Aggregate(Given.Accepted().Then(Guess(operators)), (state, o) => state.Then(new MitigationCommand.Hear(o, 1, EngagementState.Active)));

    private static MitigationCommand.Plan Guess(params string[] operators) => Asked(Given.Plan(1, operators));

    private static MitigationCommand.Plan Next(int wave, params string[] operators) => Asked(Given.Plan(1, operators)) with { Wave = wave };

    private static MitigationCommand.Plan Asked(MitigationCommand.Plan plan) => plan with
    {
        Summary = plan.Summary with { Guess = Ask }, Assignments = plan.Assignments.ToImmutableSortedDictionary(a => a.Key, a => a.Value with { Share = 0 }, StringComparer.Ordinal),
    };

    private static MitigationCommand.Efficacy Fares(DateTimeOffset date, int health) => new(new Principal("op1", "k"), date, false, health, 50);

    private static Grains.Planning.PlanQuestion Question(Mitigation state, DateTimeOffset at) =>
        PlanQuestions.Of(Given.Key, state, Assert.Single(Given.Rules.Due(state, at).OfType<MakePlan>()), state.Request!, [], at);

    private static Mitigation Through(Mitigation state, DateTimeOffset until, params string[] dropping) => Through(state, until, 10, dropping);

    private static Mitigation Through(Mitigation state, DateTimeOffset until, double packets, params string[] dropping) => Through(state, First, until, packets, dropping);

    /// <summary>Everybody who filters tells its counters every half minute; these drop so much each time.</summary>
    private static Mitigation Through(Mitigation state, DateTimeOffset from, DateTimeOffset until, double packets, params string[] dropping)
    {
        for (var at = from; at <= until; at = at.AddSeconds(30))
        {
            (string, double)[] counts =
            [
                .. state.Engagements.Values.Where(g => g.State == EngagementState.Active)
                    .Select(g => (g.Operator, (state.Counts.GetValueOrDefault(g.Operator)?.Totals.DroppedPackets ?? 0) + (dropping.Contains(g.Operator) ? packets : 0))),
            ];
            state = Counted(state, at, counts);
        }

        return state;
    }
}
