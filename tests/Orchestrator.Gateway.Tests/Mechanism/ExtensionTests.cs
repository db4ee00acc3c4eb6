using System.Text.Json.Nodes;
using Grains.Consortium;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Extensions go only to who announced them, and show of the helpers what the consortium lets an asker see (mechanism, section 2).</summary>
public sealed class ExtensionTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Peer_that_never_announced_extensions_gets_none_in_any_answer()
    {
        var (wire, alert) = (World.Wire("customer1"), Body.NewAlert());
        var registered = (await wire.Post("registration", Body.Registration("customer1", "192.0.2.128/25"))).Accepted();
        var accepted = (await wire.Post("mitigation_request", Body.Request(World, alert, "192.0.2.201", "customer1", 0))).Accepted();
        var beat = (await wire.Post("heartbeat", Body.Heartbeat(World, "customer1", 0))).Accepted();
        var done = (await wire.Post("mitigation_termination_request", Body.Termination(World, alert, "customer1", 0))).Accepted();

        Assert.All(new[] { registered, accepted, beat, done }, a => Assert.False(a.Body.ContainsKey("extensions"), a.Text));
    }

    [Fact]
    public async Task Peer_that_announced_extensions_gets_them_in_every_answer()
    {
        var (wire, alert) = (World.Wire("op2"), Body.NewAlert());
        var accepted = (await wire.Post("mitigation_request", Body.Request(World, alert, "198.51.100.7", "op2", 64502))).Accepted();
        var beat = (await wire.Post("heartbeat", Body.Heartbeat(World, "op2", 64502))).Accepted();
        var done = (await wire.Post("mitigation_termination_request", Body.Termination(World, alert, "op2", 64502))).Accepted();

        Assert.All(new[] { accepted, beat, done }, a => Assert.NotNull(a.Extension));
    }

    [Fact]
    public async Task Callback_of_who_announced_no_extensions_cannot_be_named_and_unknown_extensions_are_ignored()
    {
        var body = Body.Registration();
        body["extensions"] = new JsonObject { ["somebody"] = new JsonObject { ["callback_url"] = "https://example.org/" }, ["orchestrator"] = new JsonObject { ["version"] = 1, ["later"] = true } };

        (await World.Wire("op1").Post("registration", body)).Accepted();

        Assert.Null((await shared.Registered("op1"))!.CallbackUrl);
    }

    [Theory]
    [InlineData("none", 0, false)]
    [InlineData("totals", 2, false)]
    [InlineData("names", 2, true)]
    public async Task Asker_sees_of_its_helpers_what_the_consortium_allows(string visibility, int operators, bool named)
    {
        World.Consortium.Visibility = visibility;
        World.WriteConsortium();
        await GatewayWorld.Until(
            () => Task.FromResult(World.Services.GetRequiredService<ConsortiumView>().Current.Snapshot.Visibility), v => v.ToString().Equals(visibility, StringComparison.OrdinalIgnoreCase));
        var (wire, alert) = (World.Wire("op1"), Body.NewAlert());
        var body = Body.Extended(Body.Request(World, alert, "192.0.2.77"));
        (await wire.Post("mitigation_request", body)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Count(o => o.State == Grains.Mitigations.EngagementState.Accepted) == 2);

        var answer = (await wire.Post("mitigation_request", body, TimeProvider.System.GetUtcNow().AddSeconds(1))).Accepted();

        var seen = answer.Extension!["mitigation"]!["operators"]?.AsArray() ?? [];
        Assert.Equal(operators, seen.Count);
        Assert.All(seen, o => Assert.Equal(named, o!["name"] is not null));
        if (!named)
            Assert.DoesNotContain("op2", answer.Text, StringComparison.Ordinal);
        (await wire.Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
    }
}
