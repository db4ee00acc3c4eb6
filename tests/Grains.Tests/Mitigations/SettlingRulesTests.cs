using System.Collections.Immutable;
using System.Text.Json;
using Grains.Mitigations;

namespace Grains.Tests.Mitigations;

/// <summary>What remains of a mitigation that is over: who helped whom, how long, with what.</summary>
public sealed class SettlingRulesTests
{
    [Fact]
    public void Account_of_every_engagement_is_written_once_after_the_close()
    {
        var closed = Closed();

        var events = closed.Decide(new MitigationCommand.Settle()).Events;
        Assert.Equal(["op2", "op3"], events.OfType<MitigationEvent.Used>().Select(e => e.Operator));
        Assert.Empty(closed.Then(new MitigationCommand.Settle()).Decide(new MitigationCommand.Settle()).Events);
        Assert.Empty(Given.Active("op2").Decide(new MitigationCommand.Settle()).Events);
    }

    [Fact]
    public void Account_holds_both_parties_figures_and_no_address()
    {
        var closed = Closed();

        var entry = MitigationLedger.Entry(closed, new MitigationEvent.Used("op2") { At = Given.Now })!;

        Assert.Equal("usage", entry.Kind);
        var content = JsonDocument.Parse(entry.Content).RootElement;
        Assert.Equal("op1", content.GetProperty("asker").GetString());
        Assert.Equal("op2", content.GetProperty("operator").GetString());
        Assert.Equal(8000, content.GetProperty("droppedBits").GetDouble());
        Assert.Equal(500, content.GetProperty("peakDroppedBps").GetDouble());
        Assert.Equal(9e9, content.GetProperty("askerPeakBps").GetDouble());
        Assert.Equal(Given.Now, content.GetProperty("from").GetDateTimeOffset());
        Assert.DoesNotContain("192.0.2", content.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_mitigation_stays_in_the_active_index_until_its_accounts_are_written()
    {
        var closed = Closed();

        Assert.NotNull(new MitigationDocument { State = closed }.Active);
        Assert.Null(new MitigationDocument { State = closed.Then(new MitigationCommand.Settle()) }.Active);
        Assert.Null(new MitigationDocument { State = Given.Accepted().Then(new MitigationCommand.Withdraw("op1")) }.Active);
    }

    [Fact]
    public void Operator_that_may_not_help_any_more_is_withdrawn_and_replaced()
    {
        var state = Given.Active("op2", "op3").Then(new MitigationCommand.Dismiss("op2", "suspended"));

        Assert.Equal(["op2 2 withdraw"], state.Sends());
        Assert.Equal(["op2", "op3"], Assert.Single(Given.Rules.Due(state, Given.Now).OfType<MakePlan>()).Except.AsEnumerable());
        Assert.Empty(state.Decide(new MitigationCommand.Dismiss("op2", "suspended")).Events);
        Assert.Empty(state.Decide(new MitigationCommand.Dismiss("op9", "suspended")).Events);
    }

    private static Mitigation Closed()
    {
        var state = Mitigation.None
            .Then(Given.Ask(Given.Request() with { VolumeBps = 5e9, PeakBps = 9e9, PeakPps = 1e6 }))
            .Then(Given.Plan(1, "op2", "op3"))
            .Then(new MitigationCommand.Hear("op2", 1, EngagementState.Active))
            .Then(new MitigationCommand.Count(
                ImmutableSortedDictionary<string, Count>.Empty.Add("op2", new(3, new Figures { DroppedBits = 8000, DroppedPackets = 4 }, new Figures { DroppedBps = 500 })), Figures.Zero))
            .Then(new MitigationCommand.Withdraw("op1"));
        return state.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended)).Then(new MitigationCommand.Hear("op3", 2, EngagementState.Ended));
    }
}
