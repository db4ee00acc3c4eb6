using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Identity;

namespace Grains.Tests.Consortium;

/// <summary>Stops are set and lifted by a consortium administrator, with a reason, and stand until then (design, section 5).</summary>
public sealed class StopRulesTests
{
    private static readonly ConsortiumRules Rules = new();
    private static readonly Principal Administrator = new("admin1", "admin1-key", "192.0.2.7");
    private static readonly ConsortiumState State = ConsortiumState.None with { Members = GrainsWorld.Consortium.Members.ToImmutableSortedDictionary(m => m.Id, m => m, StringComparer.Ordinal) };

    [Theory]
    [InlineData(StopScope.All, null)]
    [InlineData(StopScope.Asker, "op1")]
    [InlineData(StopScope.Asker, "customer1")]
    [InlineData(StopScope.Operator, "op2")]
    [InlineData(StopScope.Mitigation, "op1:" + GrainsWorld.Alert)]
    public void Stop_stands_with_author_and_reason_until_it_is_resumed(StopScope scope, string? subject)
    {
        var stopped = Then(State, Stop(scope, subject));

        Assert.Equal([new Stop(scope, subject, "admin1", "filters the wrong thing", DateTimeOffset.UnixEpoch)], stopped.Stops.ToArray());
        Assert.Empty(Then(stopped, new ConsortiumCommand.Resume(Administrator, scope, subject, "mended")).Stops);
    }

    [Fact]
    public void Repetition_keeps_the_first_stop_and_resuming_what_is_not_stopped_changes_nothing()
    {
        var stopped = Then(State, Stop(StopScope.Operator, "op2"));

        Assert.Empty(Rules.Decide(stopped, Stop(StopScope.Operator, "op2") with { Why = "another reason" }, DateTimeOffset.UnixEpoch).Events);
        Assert.Empty(Rules.Decide(stopped, new ConsortiumCommand.Resume(Administrator, StopScope.Asker, "op2", "mended"), DateTimeOffset.UnixEpoch).Events);
    }

    [Theory]
    [InlineData(StopScope.All, "op1", "names nobody")]
    [InlineData(StopScope.Asker, null, "no member")]
    [InlineData(StopScope.Asker, "op9", "no member 'op9'")]
    [InlineData(StopScope.Operator, "customer1", "no operator but customer")]
    [InlineData(StopScope.Mitigation, "op1", "no mitigation")]
    [InlineData(StopScope.Mitigation, null, "no mitigation")]
    [InlineData(StopScope.Mitigation, "op1:a/op2", "no mitigation")]
    [InlineData((StopScope)9, "op1", "no scope")]
    public void Stop_that_would_stop_nothing_is_refused(StopScope scope, string? subject, string named) =>
        Assert.Contains(named, Rules.Decide(State, Stop(scope, subject), DateTimeOffset.UnixEpoch).Refusal?.Detail);

    [Fact]
    public void Reason_is_needed_and_bounded()
    {
        foreach (var why in new[] { "", "  ", new string('x', 501) })
        {
            Assert.Equal("invalid", Rules.Decide(State, Stop(StopScope.All, null) with { Why = why }, DateTimeOffset.UnixEpoch).Refusal?.Code);
            Assert.Equal("invalid", Rules.Decide(Then(State, Stop(StopScope.All, null)), new ConsortiumCommand.Resume(Administrator, StopScope.All, null, why), DateTimeOffset.UnixEpoch).Refusal?.Code);
        }
    }

    [Theory]
    [InlineData("op1", "op1-key")]
    [InlineData("admin1", "another-key")]
    [InlineData("nobody", "admin1-key")]
    public void Only_the_key_of_an_approved_consortium_administrator_may_stop_and_resume(string member, string key)
    {
        var by = new Principal(member, key);
        var stopped = Then(State, Stop(StopScope.All, null));

        Assert.Equal("not-allowed", Rules.Decide(State, Stop(StopScope.All, null) with { By = by }, DateTimeOffset.UnixEpoch).Refusal?.Code);
        Assert.Equal("not-allowed", Rules.Decide(stopped, new ConsortiumCommand.Resume(by, StopScope.All, null, "mended"), DateTimeOffset.UnixEpoch).Refusal?.Code);
    }

    [Fact]
    public void Suspended_administrator_is_none()
    {
        var suspended = State with { Members = State.Members.SetItem("admin1", State.Members["admin1"] with { State = MemberState.Suspended }) };

        Assert.Equal("not-allowed", Rules.Decide(suspended, Stop(StopScope.All, null), DateTimeOffset.UnixEpoch).Refusal?.Code);
    }

    [Fact]
    public void Number_of_stops_is_bounded_and_everything_can_always_be_stopped()
    {
        var full = State with { Stops = [.. Enumerable.Range(0, StopRules.Maximum).Select(i => new Stop(StopScope.Mitigation, $"op1:{i}", "admin1", "why", DateTimeOffset.UnixEpoch))] };

        Assert.Equal("full", Rules.Decide(full, Stop(StopScope.Operator, "op2"), DateTimeOffset.UnixEpoch).Refusal?.Code);
        Assert.Single(Rules.Decide(full, Stop(StopScope.All, null), DateTimeOffset.UnixEpoch).Events);
    }

    [Fact]
    public void Index_finds_the_stop_that_a_member_or_mitigation_is_under()
    {
        Stop one = new(StopScope.Asker, "op1", "admin1", "why", DateTimeOffset.UnixEpoch), two = one with { Scope = StopScope.Operator, Subject = "op2" };
        Stop three = one with { Scope = StopScope.Mitigation, Subject = "op3:a" }, all = one with { Scope = StopScope.All, Subject = null };
        var some = new ConsortiumIndex(new ConsortiumSnapshot { Stops = [one, two, three] });

        Assert.Equal(((Stop?)one, (Stop?)null, (Stop?)null), (some.StoppedAsker("op1"), some.StoppedOperator("op1"), some.StoppedMitigation("op1:a")));
        Assert.Equal(((Stop?)null, (Stop?)two, (Stop?)null), (some.StoppedAsker("op2"), some.StoppedOperator("op2"), some.StoppedMitigation("op2:a")));
        Assert.Equal(((Stop?)null, (Stop?)null, (Stop?)three), (some.StoppedAsker("op3"), some.StoppedOperator("op3"), some.StoppedMitigation("op3:a")));
        var everything = new ConsortiumIndex(new ConsortiumSnapshot { Stops = [one, all] });
        Assert.Equal(((Stop?)all, (Stop?)all, (Stop?)null), (everything.StoppedAsker("op3"), everything.StoppedOperator("op3"), everything.StoppedMitigation("op3:a")));
    }

    private static ConsortiumCommand.Stop Stop(StopScope scope, string? subject) => new(Administrator, scope, subject, "filters the wrong thing");

    private static ConsortiumState Then(ConsortiumState state, ConsortiumCommand command)
    {
        var decision = Rules.Decide(state, command, DateTimeOffset.UnixEpoch);
        Assert.Null(decision.Refusal);
        return decision.Events.Aggregate(state, Rules.Apply);
    }
}
