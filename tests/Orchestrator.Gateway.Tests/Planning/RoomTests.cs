using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Consortium;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>What an operator says in its reports that it has left, and what the next request gets of it.</summary>
public sealed class RoomTests : AheadGateway
{
    private static readonly string[] Sources = [.. Enumerable.Range(0, 8).Select(n => $"10.1.0.{(2 * n) + 1}")];

    [Fact]
    public async Task Next_request_gets_at_most_half_of_the_entries_that_the_last_report_leaves_and_nobody_is_asked_for_whom_none_is_left()
    {
        await Start(ask: 1);
        var first = await Ask("192.0.2.1", "op1");
        await Filtering(first, "op1", "op2");
        Assert.Equal(Sources.Length, Entries());
        var order = Op2.Orders.Last();

        await Says(free: 5, number: 1);
        Op2.RulesFree = 2;
        var second = await Ask("192.0.2.129", "customer1");
        await Filtering(second, "customer1", "op2");
        Assert.Equal(3, Entries());

        await Says(free: 0, number: 2);
        var third = await Ask("192.0.2.200", "customer1");
        await Filtering(third, "customer1", "op3");
        Assert.Equal(2, Op2.Orders.Count);

        await Says(free: 8, number: 3);
        Time.Advance(TimeSpan.FromSeconds(10));
        await Says(free: 8, number: 4);

        // Plans know of it when it has been told, at most every ten seconds.
        var members = World.Services.GetRequiredService<ConsortiumView>();
        await GatewayWorld.Until(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(members.Current.Profile("op2")!.RulesFree);
            },
            free => free == 8);
        var fourth = await Ask("192.0.2.9", "op1");
        await Filtering(fourth, "op1", "op2");
        Assert.Equal(4, Entries());

        async Task Says(int free, long number) => Assert.IsType<SendResult<Nothing>.Ok>(await Op2.Report(
            order, new MitigationKey("op1", first).ControllersAlert, 64502, EngagementReportState.Active, number, bits: 1000 * number, rulesFree: free));
    }

    /// <summary>Against a direct attack, which only its sources tell from good traffic: each takes a filter entry.</summary>
    private async Task<string> Ask(string target, string member)
    {
        var (alert, body) = (Body.NewAlert(), Request("", Sources, target, member));
        (body["alert_id"], body["packet_header"]) = (alert, new JsonObject { ["dst_ip"] = target, ["protocols"] = "6", ["dst_ports"] = "443" });
        (await World.Wire(member).Post("mitigation_request", body)).Accepted();
        return alert;
    }

    /// <summary>How many sources the newest order to op2 filters.</summary>
    private int Entries() => Op2.Requests.Last().Header!.Sources.Length;
}
