using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dots.Mechanism;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>What an asker says of the attack reaches whoever helps (draft, 5.2.1: info, vendor).</summary>
public sealed class AttackTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Info_and_vendor_with_its_sample_ride_with_the_order_and_a_refresh_carries_the_newer_ones()
    {
        var alert = Body.NewAlert();
        var date = TimeProvider.System.GetUtcNow();
        var body = Body.Request(World, alert);
        body["info"] = JsonNode.Parse("""{"attack_types":"dns_amplification,syn_flood","started":1700000000,"ongoing":1,"severity":3,"direction":0,"health":40}""");
        body["vendor"] = JsonNode.Parse("""{"name":"example","version":"7","payload":{"offset":3,"content":"AAEC","hash":"ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc"}}""");

        (await World.Wire("op1").Post("mitigation_request", body, date)).Accepted();

        var order = await Ordered(alert, 1);
        Assert.Equal(["dns_amplification", "syn_flood"], order.Info!.AttackTypes.AsEnumerable());
        Assert.Equal((1700000000, true, AttackSeverity.High, AttackDirection.In, 40), (order.Info.Started!.Value.ToUnixTimeSeconds(), order.Info.Ongoing, order.Info.Severity, order.Info.Direction, order.Info.Health));
        Assert.Equal(("example", "7", 3L), (order.Vendor!.Name, order.Vendor.Version, order.Vendor.Payload!.Offset));
        Assert.Equal([0, 1, 2], order.Vendor.Payload.Content.AsEnumerable());
        Assert.Equal("ae4b3280e56e2faf83f414a6e3dabe9d5fbe18976544c05fed121accb85b53fc", order.Vendor.Payload.Hash);

        body["info"] = JsonNode.Parse("""{"ongoing":0,"direction":"out"}""");
        body.Remove("vendor");
        (await World.Wire("op1").Post("mitigation_request", body, date.AddSeconds(1))).Accepted();

        var refreshed = await Ordered(alert, 2);
        Assert.Equal((false, AttackDirection.Out), (refreshed.Info!.Ongoing, refreshed.Info.Direction));
        Assert.Null(refreshed.Vendor);
    }

    [Fact]
    public async Task Of_a_sample_that_is_too_long_offset_and_hash_ride()
    {
        var alert = Body.NewAlert();
        var sample = new byte[AttackDescription.MaximumSample + 1];
        var body = Body.Request(World, alert);
        body["vendor"] = new JsonObject { ["payload"] = new JsonObject { ["offset"] = 14, ["content"] = Convert.ToBase64String(sample) } };

        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();

        var payload = (await Ordered(alert, 1)).Vendor!.Payload!;
        Assert.Equal((14L, Convert.ToHexStringLower(SHA256.HashData(sample))), (payload.Offset, payload.Hash));
        Assert.Empty(payload.Content);
    }

    private async Task<MitigationRequest> Ordered(string alert, int revision) =>
        (await GatewayWorld.Until(
            () => Task.FromResult(shared.Op2.Requests.FirstOrDefault(r => r.Extension!.Engagement is { } e && e.Revision == revision && e.Id.Contains(alert, StringComparison.Ordinal))), r => r is not null))!;
}
