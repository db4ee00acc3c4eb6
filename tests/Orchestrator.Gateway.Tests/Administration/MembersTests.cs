using System.Text.Json.Nodes;
using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Tests.Administration;

/// <summary>/admin/members: who is heard of, who is lost, what waits for whom.</summary>
public sealed class MembersTests : IAsyncLifetime
{
    private readonly GatewayWorld _world = GatewayWorld.Prepare();

    public async Task InitializeAsync()
    {
        _world.Issue("admin1");
        _world.Consortium.Add(ConsortiumJson.Member("admin1", "observer", null, _world.SenderId("admin1")));
        foreach (var (member, role) in new[] { ("admin1", "consortium administrator"), ("op1", "viewer") })
            _world.Consortium[member]["roles"] = new JsonObject { [_world.SenderId(member)] = new JsonArray(role) };
        _world.WriteConsortium();
        await _world.StartGateway(s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium, Heartbeat = new HeartbeatSettings { Seconds = 1 },
        });
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Customer_that_registered_and_falls_silent_is_shown_as_lost_until_its_next_heartbeat()
    {
        var customer = _world.Wire("customer1");
        (await customer.Post("registration", Body.Registration("customer1", "192.0.2.128/25"))).Accepted();
        Assert.Equal((true, false), State(await Shown("admin1", "customer1")));

        await GatewayWorld.Until(() => Shown("admin1", "customer1"), m => State(m) == (true, true));
        Assert.Contains(_world.Log.Lines, l => l.Contains("customer1: no heartbeat for", StringComparison.Ordinal));

        (await customer.Post("heartbeat", Body.Heartbeat(_world, "customer1", 0))).Accepted();
        await GatewayWorld.Until(() => Shown("admin1", "customer1"), m => State(m) == (true, false));

        (await customer.Post("registration_cancelling", Body.Cancelling("customer1"))).Accepted();
        Assert.Equal((false, false), State(await Shown("admin1", "customer1")));
    }

    [Fact]
    public async Task Customer_with_a_callback_is_greeted_and_its_answers_keep_it_from_being_lost()
    {
        await using var customer = await ScriptedController.Start(_world, "customer1", 0, "192.0.2.128/25");
        (await _world.Wire("op1").Post("registration", Body.Registration("op1", "192.0.2.0/24"))).Accepted();

        // Both had as much time; only one of them can be called.
        await GatewayWorld.Until(() => Shown("admin1", "op1"), m => State(m) == (true, true));

        Assert.Equal((true, false), State(await Shown("admin1", "customer1")));
    }

    [Fact]
    public async Task Controller_that_is_gone_is_shown_with_what_waits_for_it_and_why()
    {
        var controller = await ScriptedController.Start(_world, "op2", 64502);
        Assert.Equal((true, false), State(await Shown("admin1", "op2")));
        await controller.DisposeAsync();
        (await _world.Wire("op1").Post("mitigation_request", Body.Request(_world, Body.NewAlert()))).Accepted();

        var shown = await GatewayWorld.Until(() => Shown("admin1", "op2"), m => State(m) == (true, true) && m["last_failure"] is not null && m["circuit_open_until"] is not null);

        Assert.Equal((1, "operator", "approved"), ((int)shown["queued"]!, (string?)shown["kind"], (string?)shown["state"]));
    }

    [Fact]
    public async Task Who_administers_no_more_than_its_own_member_is_shown_that_and_its_customers()
    {
        Assert.Equal(["customer1", "op1"], (await Ask("op1", [])).Body["members"]!.AsArray().Select(m => (string?)m!["member_id"]).Order());
        Assert.Equal(400, (await Ask("op1", new() { ["member"] = "op2" })).Status);
        Assert.Equal(400, (await Ask("admin1", new() { ["member"] = "op9" })).Status);
        Assert.Equal(400, (await Ask("admin1", new() { ["members"] = "op1" })).Status);
        Assert.Contains("op3", (await Ask("admin1", [])).Body["members"]!.AsArray().Select(m => (string?)m!["member_id"]));
    }

    private static (bool Watched, bool Lost) State(JsonNode member) => ((bool)member["watched"]!, (bool)member["lost"]!);

    private async Task<JsonNode> Shown(string by, string member) => (await Ask(by, new() { ["member"] = member })).Body["members"]![0]!;

    /// <summary>Patient where the budget is used up.</summary>
    private async Task<WireAnswer> Ask(string by, JsonObject body)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (true)
        {
            var answer = await _world.Wire(by).PostTo("admin/members", body.ToJsonString());
            if (answer.Status != 429)
                return answer;
            await pause.WaitForNextTickAsync();
        }
    }
}
