using System.Text.Json;
using Grains.Customers;
using Grains.Mitigations;
using Grains.Operators;
using Support;

namespace Grains.Tests;

/// <summary>One request all the way through the grains, on a real journal.</summary>
public sealed class PathTests
{
    [Fact]
    public async Task Request_is_ordered_reported_withdrawn_and_closed()
    {
        await using var world = await GrainsWorld.Start();

        var answer = await world.Ask();
        Assert.Null(answer.Refused);
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
        Assert.Null(await world.Report("op2", EngagementState.Active, 1, new Figures { DroppedBits = 500, DroppedBps = 600 }));
        var active = await world.Until(s => s.Operators.Any(o => o.State == EngagementState.Active));
        Assert.Equal(0.6, active.Removed);
        Assert.Equal(400, active.ResidueBps);

        var withdrawn = await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);
        Assert.False(withdrawn.Status!.Runs);
        await world.Until(s => s.Phase == MitigationPhase.Closed);

        Assert.Equal(["op2 1", "op2 2 withdraw", "op3 1", "op3 2 withdraw"], world.Orders.Select(o => $"{o.Operator} {o.Order.Revision}{(o.Order.Withdraw ? " withdraw" : "")}").Order());
    }

    [Fact]
    public async Task Accepted_request_goes_on_after_a_restart()
    {
        using var folder = new TempFolder();
        var world = await GrainsWorld.Start(folder);
        world.Answer = (_, _) => Task.FromResult(DeliveryOutcome.Failed("connection refused"));
        Assert.Null((await world.Ask()).Refused);

        // This world's operators are known to its memory only: a plan made right after the restart would find nobody.
        await world.Until(s => s.Operators.Length == 2);

        world = await world.Restart();

        await using (world)
            await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
    }

    [Fact]
    public async Task Ledger_tells_every_decision()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));
        await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op1"), GrainsWorld.Alert);
        await world.Until(s => s.Phase == MitigationPhase.Closed);

        Assert.Equal(["accepted", "planned", "engagement", "engagement", "ended", "engagement", "engagement", "closed", "usage", "usage"], await world.Ledger(new("op1", GrainsWorld.Alert)));
        await foreach (var entry in world.Store.Ledger("mitigation", new MitigationKey("op1", GrainsWorld.Alert).ToString()))
        {
            var content = JsonDocument.Parse(entry.Event.Content).RootElement;
            Assert.All(new[] { "by", "why" }, who => Assert.False(string.IsNullOrWhiteSpace(content.GetProperty(who).GetString()), $"{entry.Event.Kind} has no {who}"));
        }
    }

    [Fact]
    public async Task Overlap_with_another_members_active_mitigation_is_refused_and_free_again_afterwards()
    {
        await using var world = await GrainsWorld.Start();
        var request = GrainsWorld.Request("192.0.2.130");
        Assert.Null((await world.Ask("customer1", request)).Refused);

        Assert.Equal(RefusalReason.ScopeConflict, (await world.Ask("op1", request)).Refused?.Reason);
        await world.Grains.GetGrain<ICustomerGrain>("customer1").Withdraw(GrainsWorld.As("customer1"), GrainsWorld.Alert);

        Assert.Null((await world.Ask("op1", request)).Refused);
    }

    [Fact]
    public async Task Of_two_overlapping_requests_at_once_exactly_one_is_accepted()
    {
        await using var world = await GrainsWorld.Start();
        for (var round = 0; round < 20; round++)
        {
            var request = GrainsWorld.Request($"192.0.2.{130 + round}");
            var alert = round.ToString("x64");

            var answers = await Task.WhenAll(world.Ask("op1", request, alert), world.Ask("customer1", request, alert));

            Assert.Single(answers, a => a.Refused is null);
            Assert.Single(answers, a => a.Refused?.Reason == RefusalReason.ScopeConflict);
        }
    }

    [Theory]
    [InlineData("203.0.113.9", RefusalReason.OutsideScope)]
    [InlineData("192.0.0.0/16", RefusalReason.OutsideScope)]
    public async Task Target_outside_the_zones_is_refused(string target, RefusalReason reason)
    {
        await using var world = await GrainsWorld.Start();

        Assert.Equal(reason, (await world.Ask(request: GrainsWorld.Request(target))).Refused?.Reason);
        Assert.Empty(world.Orders);
    }

    [Fact]
    public async Task Wider_than_the_members_scope_is_refused()
    {
        await using var world = await GrainsWorld.Start();

        Assert.Contains("wider", (await world.Ask("customer1", GrainsWorld.Request("192.0.2.128/25"))).Refused?.Detail);
        Assert.Null((await world.Ask("op1", GrainsWorld.Request("192.0.2.0/24"))).Refused);
    }

    [Fact]
    public async Task Blackhole_without_consent_is_refused()
    {
        await using var world = await GrainsWorld.Start();

        Assert.Equal(RefusalReason.ActionNotSupported, (await world.Ask(request: GrainsWorld.Request(action: HelpAction.Blackhole))).Refused?.Reason);
    }

    [Fact]
    public async Task Report_for_anothers_engagement_is_refused()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2);

        Assert.Equal(RefusalReason.NotAsked, (await world.Report("op2", EngagementState.Active, 1, engagement: new MitigationKey("op1", GrainsWorld.Alert).Engagement("op3")))?.Reason);
        Assert.Equal(RefusalReason.NotAsked, (await world.Report("op9", EngagementState.Active, 1))?.Reason);
    }

    [Fact]
    public async Task Repeated_report_is_ignored_and_an_older_one_is_flagged()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();
        await world.Until(s => s.Operators.Length == 2);
        await world.Report("op2", EngagementState.Active, 5, new Figures { DroppedBits = 500 });

        Assert.Null(await world.Report("op2", EngagementState.Active, 5, new Figures { DroppedBits = 500 }));
        Assert.Null(await world.Report("op2", EngagementState.Active, 4, new Figures { DroppedBits = 400 }));
        var status = await world.Until(s => s.Totals.DroppedBits > 0);

        Assert.Equal(500, status.Totals.DroppedBits);
    }

    [Fact]
    public async Task Nobody_else_may_act_for_a_member()
    {
        await using var world = await GrainsWorld.Start();
        await world.Ask();

        var foreign = await world.Grains.GetGrain<ICustomerGrain>("op1").Withdraw(GrainsWorld.As("op2"), GrainsWorld.Alert);

        Assert.Equal(RefusalReason.NotApproved, foreign.Refused?.Reason);
        Assert.True((await world.Status())!.Runs);
    }

    [Fact]
    public async Task Target_that_another_gave_up_by_narrowing_is_free()
    {
        await using var world = await GrainsWorld.Start();
        Assert.Null((await world.Ask("op1", GrainsWorld.Request("192.0.2.0/24"))).Refused);
        Assert.Equal(RefusalReason.ScopeConflict, (await world.Ask("customer1", GrainsWorld.Request("192.0.2.130"))).Refused?.Reason);

        Assert.Null((await world.Ask("op1", GrainsWorld.Request("192.0.2.1"), date: DateTimeOffset.UnixEpoch.AddSeconds(1), hash: "narrower")).Refused);
        Assert.Null((await world.Ask("customer1", GrainsWorld.Request("192.0.2.130"))).Refused);
    }
}
