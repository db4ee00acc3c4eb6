using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;

namespace Grains.Tests.Mitigations;

/// <summary>Who refused is not asked again, unless it refused for want of room and has some now.</summary>
public sealed class ReadmissionTests
{
    private static readonly DateTimeOffset Later = Given.Now + Readmission.After;

    [Theory]
    [InlineData(EngagementState.Declined, DeclineCode.Capacity, 5, true)]
    [InlineData(EngagementState.Exhausted, null, 5, true)]
    [InlineData(EngagementState.Declined, DeclineCode.Policy, 5, false)]
    [InlineData(EngagementState.Declined, DeclineCode.Legal, 5, false)]
    [InlineData(EngagementState.Declined, DeclineCode.Capacity, 0, false)]
    [InlineData(EngagementState.Declined, DeclineCode.Capacity, null, false)]
    [InlineData(EngagementState.Active, null, 5, false)]
    public void Operator_that_had_no_room_may_be_asked_again_when_it_says_that_it_has(EngagementState state, DeclineCode? code, int? free, bool again)
    {
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, state, code));
        Assert.Empty(Readmission.Commands(given, Free(free), Later.AddSeconds(-1)));

        Assert.Equal(again ? ["op2"] : [], Readmission.Commands(given, Free(free), Later).Select(c => ((MitigationCommand.Readmit)c).Operator));
    }

    [Fact]
    public void Readmitted_operator_is_in_the_next_call_and_the_call_comes_when_somebody_is_missing()
    {
        // op2's place could not be filled.
        var soon = Given.Now + MitigationRules.ReplaceAfter;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined, DeclineCode.Capacity))
            .Then(new MitigationCommand.Tick(), soon).Then(Wave(1), soon);
        Assert.Equal(1, given.Missing);

        given = given.Then(new MitigationCommand.Readmit("op2", "room"), Later);
        Assert.Empty(given.Decide(new MitigationCommand.Readmit("op2", "room"), Later).Events);
        given = given.Then(new MitigationCommand.Tick(), Later);
        Assert.Equal(["op3"], Assert.Single(Given.Rules.Due(given, Later).OfType<MakePlan>()).Except.AsEnumerable());

        // Once: when it refuses again, the pause begins anew.
        var asked = given.Then(Wave(2, "op2"), Later);
        Assert.Equal(["op2 2"], asked.Sends(Later));
        var refused = asked.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Declined, DeclineCode.Capacity), Later.AddSeconds(1));
        Assert.Empty(Readmission.Commands(refused, Free(5), Later.AddSeconds(60)));
        Assert.Single(Readmission.Commands(refused, Free(5), Later.AddSeconds(1) + Readmission.After));
    }

    [Fact]
    public void Call_that_found_nobody_is_repeated_with_growing_pauses_while_others_filter()
    {
        var at = Given.Now + MitigationRules.ReplaceAfter;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined, DeclineCode.Legal))
            .Then(new MitigationCommand.Tick(), at).Then(Wave(1), at);

        for (var (wave, pause) = (2, 60); wave < 8; wave++, pause = Math.Min(600, pause * 2))
        {
            Assert.Empty(given.Decide(new MitigationCommand.Tick(), at.AddSeconds(pause - 1)).Events);
            at = at.AddSeconds(pause);
            Assert.Equal("1 were not found when they were looked for", Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), at).Events)).Why);
            given = Counted(given, at).Then(new MitigationCommand.Tick(), at).Then(Wave(wave), at);
        }

        // Found at last.
        given = Counted(given, at.AddSeconds(600)).Then(new MitigationCommand.Tick(), at.AddSeconds(600)).Then(Wave(8, "op4"), at.AddSeconds(600)).Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active), at.AddSeconds(600));
        Assert.Equal((0, 0), (given.Missing, given.Fruitless));
        Assert.Empty(given.Decide(new MitigationCommand.Tick(), at.AddSeconds(1199)).Events);
    }

    [Fact]
    public void Nobody_is_missing_any_more_when_the_one_to_be_replaced_helps_after_all()
    {
        var late = Given.Now + MitigationRules.AnswerWithin;
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op3", 1, EngagementState.Active)).Then(new MitigationCommand.Tick(), late).Then(Wave(1), late);
        Assert.Equal(1, given.Missing);

        Assert.Equal(0, given.Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active), late).Missing);
    }

    [Fact]
    public void Those_missing_are_looked_for_with_the_next_that_is_lost()
    {
        var at = Given.Now + MitigationRules.ReplaceAfter;
        var given = Given.Planned("op2", "op3", "op4").Then(new MitigationCommand.Hear("op4", 1, EngagementState.Active)).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined, DeclineCode.Legal))
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Accepted)).Then(new MitigationCommand.Tick(), at).Then(Wave(1), at)
            .Then(new MitigationCommand.Hear("op3", 1, EngagementState.Declined, DeclineCode.Legal), at);

        Assert.Equal(2, Assert.IsType<MitigationEvent.Recruiting>(Assert.Single(given.Decide(new MitigationCommand.Tick(), at + MitigationRules.RecruitEvery).Events)).Further);
    }

    [Fact]
    public void Paused_operator_is_never_readmitted()
    {
        var given = Given.Planned("op2", "op3").Then(new MitigationCommand.Hear("op2", 1, EngagementState.Exhausted)) is var state
            ? state with { Engagements = state.Engagements.SetItem("op2", state.Engagements["op2"] with { Paused = true }) } : null!;

        Assert.Empty(Readmission.Commands(given, Free(5), Later));
        Assert.Empty(given.Decide(new MitigationCommand.Readmit("op2", "room"), Later).Events);
    }

    private static MitigationCommand.Plan Wave(int wave, params string[] operators) => Given.Plan(1, operators) with { Wave = wave };

    /// <summary>op3 drops something all the time, so that it is not idle.</summary>
    private static Mitigation Counted(Mitigation state, DateTimeOffset at) => state.Then(
        new MitigationCommand.Count(
            System.Collections.Immutable.ImmutableSortedDictionary<string, Count>.Empty.Add("op3", new Count(1, Figures.Zero with { DroppedPackets = (at - Given.Now).TotalSeconds }, Told: (long)(at - Given.Now).TotalSeconds)), Figures.Zero),
        at);

    private static ConsortiumIndex Free(int? rules) => new(new()
    {
        Members = [new Member { Id = "op2", Kind = MemberKind.Operator, State = MemberState.Approved }], Operators = [new OperatorProfile { Member = "op2", Url = "https://op2", RulesFree = rules }],
    });
}
