using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dots.Transport.Names;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>DNS names as targets: resolved with every request, and checked like the addresses that were found (mechanism, section 3).</summary>
public sealed class NameTests
{
    [Fact]
    public async Task Name_that_the_system_resolves_is_a_target_by_its_alias_and_by_itself()
    {
        await using var world = await GatewayWorld.Start();
        await Approve(world, "127.0.0.0/8", "::1/128");
        var registered = (await world.Wire("op1").Post("registration", Registration("localhost", """{"index":2,"ipv4_CIDR":"127.0.0.0/8"},{"index":3,"ipv6_address":"::1/128"}"""))).Accepted();
        Assert.Equal("""[{"index":1,"alias":"op1-zone-1"}]""", registered.Body["alias_of_mitigation_address"]!.ToJsonString());

        foreach (var target in new[] { "op1-zone-1", "localhost", "LocalHost" })
        {
            var alert = Body.NewAlert();
            (await world.Wire("op1").Post("mitigation_request", Body.Request(world, alert, target))).Accepted();
            Assert.All((await world.Status("op1", alert))!.Targets.Select(t => t.ToString()), t => Assert.Contains(t, new[] { "127.0.0.1/32", "::1/128" }));
        }
    }

    [Fact]
    public async Task What_a_name_points_to_is_checked_and_looked_up_again_at_every_refresh()
    {
        var names = new ConcurrentDictionary<string, string[]>();
        await using var world = await GatewayWorld.Start(services: s => s.AddSingleton(new TargetNames(
            (name, _) => names.TryGetValue(name, out var found)
                ? Task.FromResult(found.Select(IPAddress.Parse).ToArray())
                : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
            TimeProvider.System)));
        var (wire, alert, now) = (world.Wire("op1"), Body.NewAlert(), TimeProvider.System.GetUtcNow());
        (await wire.Post("registration", Registration("www.example.org", """{"index":2,"ipv4_CIDR":"192.0.2.0/24"}"""))).Accepted();

        // Not yet: nothing is promised.
        (await Ask(0)).Refused(503, 1, "op1-zone-1", "www.example.org");
        names["www.example.org"] = ["192.0.2.7", "192.0.2.5", "192.0.2.7", "::ffff:192.0.2.6"];
        (await Ask(1)).Accepted();
        Assert.Equal(["192.0.2.5/32", "192.0.2.6/32", "192.0.2.7/32"], await Targets());

        names["www.example.org"] = ["192.0.2.8"];
        (await Ask(2)).Accepted();
        Assert.Equal(["192.0.2.8/32"], await Targets());

        names["www.example.org"] = ["192.0.2.9", "198.51.100.1"];
        (await Ask(3)).Refused(403, 255, "198.51.100.1", "op1-zone-1 is 192.0.2.9/32, 198.51.100.1/32");
        names["www.example.org"] = [.. Enumerable.Range(1, 33).Select(i => $"192.0.2.{i}")];
        (await Ask(4)).Refused(503, 1, "33 addresses");
        names.Clear();
        (await Ask(5)).Refused(503, 1, "www.example.org");
        Assert.Equal(["192.0.2.8/32"], await Targets());

        // Only its owner's, and only what was registered.
        (await world.Wire("op2").Post("mitigation_request", Body.Request(world, Body.NewAlert(), "op1-zone-1", "op2", 64502))).Refused(500, 0, "op1-zone-1");
        (await wire.Post("mitigation_request", Body.Request(world, Body.NewAlert(), "mail.example.org"))).Refused(500, 0, "mail.example.org");

        // A name beside addresses makes rows of its own.
        names["www.example.org"] = ["192.0.2.8"];
        var mixed = Body.NewAlert();
        (await wire.Post("mitigation_request", Body.Request(world, mixed, "192.0.2.1,op1-zone-1"))).Accepted();
        Assert.Equal(["192.0.2.1/32", "192.0.2.8/32"], (await world.Status("op1", mixed))!.Targets.Select(t => t.ToString()));

        Task<WireAnswer> Ask(int later) => wire.Post("mitigation_request", Body.Request(world, alert, "op1-zone-1"), now.AddSeconds(later));

        async Task<string[]> Targets() => [.. (await world.Status("op1", alert))!.Targets.Select(t => t.ToString())];
    }

    private static JsonObject Registration(string name, string zones)
    {
        var body = Body.Registration();
        body["ip_version"] = "v4,v6";
        body["protected_zone"] = JsonNode.Parse($$"""[{"index":1,"need_alias":"true","DNS_name":"{{name}}"},{{zones}}]""");
        return body;
    }

    private static async Task Approve(GatewayWorld world, params string[] zones)
    {
        foreach (var zone in zones)
            world.Consortium["op1"]["zones"]!.AsArray().Add(zone);
        world.WriteConsortium();
        var view = world.Services.GetRequiredService<Grains.Consortium.ConsortiumView>();
        await GatewayWorld.Until(() => Task.FromResult(view.Current.Find("op1")!.Zones.Length), n => n == 2 + zones.Length);
    }
}
