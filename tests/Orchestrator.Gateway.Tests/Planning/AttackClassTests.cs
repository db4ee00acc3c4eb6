using System.Text.Json;
using System.Text.Json.Nodes;
using Dots.Addressing;
using Dots.Mechanism;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests.Sightings;
using Storage.Journal;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>
/// What arrives at controllers for each class of attack, over real TLS: op2 holds 198.51.100.0/24, op3 203.0.113.0/24. Tests keep apart by their targets.
/// </summary>
public sealed class AttackClassTests(SightingGateway shared) : IClassFixture<SightingGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Reflection_arrives_as_its_port_and_no_sources()
    {
        var alert = await Ask("192.0.2.31", """{"protocols":"17","src_ports":"161"}""", Hosts(packets: 1));

        foreach (var controller in (ScriptedController[])[shared.Op2, shared.Op3])
        {
            var header = (await Order(controller, "192.0.2.31")).Header;
            Assert.Equal(("17", "161", 0), (string.Join(',', header.Protocols), string.Join(',', header.SourcePorts), header.Sources.Length));
        }

        Assert.Equal("reflection: from port 161 only, whose services answer whoever asks", await ClassOf(alert));
    }

    [Fact]
    public async Task Direct_attack_arrives_as_its_port_and_the_sources_of_each_in_as_few_prefixes_as_say_the_same()
    {
        var alert = await Ask("192.0.2.32", """{"protocols":"6","dst_ports":"443"}""", Hosts(packets: 500));

        var (two, three) = (await Order(shared.Op2, "192.0.2.32"), await Order(shared.Op3, "192.0.2.32"));
        Assert.Equal("198.51.100.0/25", two.Header.Sources.Single().ToString());
        Assert.Equal(["203.0.113.0/32", "203.0.113.2/32", "203.0.113.4/32"], three.Header.Sources.Order().Select(s => s.ToString()));
        Assert.All((MitigationRequest[])[two, three], o => Assert.Equal(("6", "443"), (string.Join(',', o.Header.Protocols), string.Join(',', o.Header.DestinationPorts))));

        // Each is told of those alone that it is expected to see.
        Assert.Equal(128, two.Extension!.Engagement!.Sources.Length);
        Assert.All(two.Extension.Engagement.Sources, s => Assert.True(Prefix.Parse("198.51.100.0/24").Contains(s.Prefix)));
        Assert.Equal("direct: sources that send themselves, from any port", await ClassOf(alert));
    }

    [Fact]
    public async Task Spoofed_attack_arrives_where_it_is_seen_and_without_sources()
    {
        var forged = Enumerable.Range(0, 300).Select(n => (Address: $"240.{n % 7}.{n % 256}.{n / 256}", Packets: 1));
        var alert = await Ask("192.0.2.33", """{"protocols":"6","dst_ports":"443","tcp_flags":"SYN"}""", forged);

        // Nobody told it to ask: the class did.
        var (two, three) = (await Question(shared.Op2, "192.0.2.33"), await Question(shared.Op3, "192.0.2.33"));
        await Tell("op2", 64502, two, seen: 0);
        await Tell("op3", 64503, three, seen: 1);

        var order = await Order(shared.Op3, "192.0.2.33");
        Assert.Equal(("6", "443", 0, 0), (string.Join(',', order.Header.Protocols), string.Join(',', order.Header.DestinationPorts), order.Header.Sources.Length, order.Extension!.Engagement!.Sources.Length));
        Assert.StartsWith("spoofed: 100 % comes from where nobody is", await ClassOf(alert), StringComparison.Ordinal);
        Assert.Equal(["op3"], (await World.Status("op1", alert))!.Operators.Select(o => o.Operator));
    }

    [Fact]
    public async Task Carpet_bombed_prefix_that_is_named_address_by_address_arrives_as_the_prefix()
    {
        World.Consortium["op1"]["max_scope"] = new JsonArray("/26");
        World.WriteConsortium();
        await GatewayWorld.Until(() => Task.FromResult(World.Services.GetRequiredService<Grains.Consortium.ConsortiumView>().Current.Find("op1")), m => m!.MaxScopeV4 == 26);

        // More targets than op2 has entries for this attack, which are half of 100 or, after its first answer, of ten.
        var targets = string.Join(',', Enumerable.Range(64, 64).Select(n => $"192.0.2.{n}"));
        var alert = await Ask(targets, """{"protocols":"17","src_ports":"161"}""", Hosts(packets: 500));

        var order = await GatewayWorld.Until(() => Task.FromResult(shared.Op2.Requests.FirstOrDefault(r => r.Header.Targets.Any(t => t.StartsWith("192.0.2.64", StringComparison.Ordinal)))), r => r is not null);
        Assert.Equal("192.0.2.64/26", order!.Header.Targets.Single());
        Assert.StartsWith("reflection, carpet bombing: ", await ClassOf(alert), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Class_reason_and_what_else_decided_are_answered_to_plan_only_and_logged_with_the_plan()
    {
        var body = Request("192.0.2.35", """{"protocols":"6","dst_ports":"443"}""", Enumerable.Range(0, 300).Select(n => (Address: $"240.{n % 7}.{n % 256}.{n / 256}", Packets: 1)));
        body["extensions"]!["orchestrator"]!["plan_only"] = true;

        var plan = (await World.Wire("op1").Post("mitigation_request", body)).Accepted().Body["extensions"]!["orchestrator"]!["mitigation"]!;

        Assert.StartsWith("spoofed: ", (string)plan["class"]!, StringComparison.Ordinal);
        Assert.Equal("nobody said where it comes in", (string?)plan["notes"]);
        Assert.DoesNotContain("240.0.", (string)plan["class"]!, StringComparison.Ordinal);

        World.Log.From = LogLevel.Information;
        await Ask("192.0.2.36", """{"protocols":"17","src_ports":"161"}""", Hosts(packets: 3));
        await Order(shared.Op2, "192.0.2.36");
        await GatewayWorld.Until(
            () => Task.FromResult(World.Log.Lines.ToArray()),
            lines => lines.Any(l => l.StartsWith("Mitigation.Planned", StringComparison.Ordinal) && l.Contains("the attack is reflection: from port 161 only", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Packets_of_each_source_reach_the_judgement_over_the_wire()
    {
        // Whole networks that send a packet each are drawn from them; those that go on sending are hosts.
        var networks = Enumerable.Range(0, 1024).Select(n => $"8.8.{n / 256}.{n % 256}").ToArray();

        Assert.StartsWith("spoofed: ", await Planned(packets: 1), StringComparison.Ordinal);
        Assert.StartsWith("direct: ", await Planned(packets: 100), StringComparison.Ordinal);

        async Task<string> Planned(int packets)
        {
            var body = Request("192.0.2.37", """{"protocols":"6","dst_ports":"443"}""", networks.Select(a => (a, packets)));
            body["extensions"]!["orchestrator"]!["plan_only"] = true;
            return (string)(await World.Wire("op1").Post("mitigation_request", body)).Accepted().Body["extensions"]!["orchestrator"]!["mitigation"]!["class"]!;
        }
    }

    /// <summary>128 of op2's addresses that are a whole prefix and three of op3's that are none.</summary>
    private static IEnumerable<(string Address, int Packets)> Hosts(int packets) =>
        Enumerable.Range(0, 128).Select(n => ($"198.51.100.{n}", packets)).Concat(Enumerable.Range(0, 3).Select(n => ($"203.0.113.{2 * n}", packets)));

    private async Task<string> Ask(string targets, string header, IEnumerable<(string Address, int Packets)> sources)
    {
        var body = Request(targets, header, sources);
        (await World.Wire("op1").Post("mitigation_request", body)).Accepted();
        return (string)body["alert_id"]!;
    }

    private JsonObject Request(string targets, string header, IEnumerable<(string Address, int Packets)> sources)
    {
        var body = Body.Extended(
            Body.Request(World, Body.NewAlert(), targets),
            ("volume_bps", 1_000_000_000),
            ("sources", new JsonArray([.. sources.Select(s => new JsonObject { ["prefix"] = s.Address, ["bps"] = 1000 * s.Packets, ["packets"] = s.Packets })])));
        var packets = JsonNode.Parse(header)!.AsObject();
        packets["dst_ip"] = targets;
        body["packet_header"] = packets;
        return body;
    }

    private static async Task<MitigationRequest> Order(ScriptedController controller, string target) => (await GatewayWorld.Until(
        () => Task.FromResult(controller.Requests.FirstOrDefault(r => r.Header.Targets.Any(t => t == target || t == target + "/32"))), r => r is not null))!;

    private static async Task<SightingRequest> Question(ScriptedController controller, string target) => (await GatewayWorld.Until(
        () => Task.FromResult(controller.Questions.FirstOrDefault(q => q.Destinations.Any(d => d.ToString() == target + "/32"))), q => q is not null))!;

    private async Task Tell(string member, uint asn, SightingRequest question, int seen) => (await World.Wire(member).Post("sighting_report", new JsonObject
    {
        ["version"] = "1.0.0", ["sender_id"] = World.SenderId(member), ["sender_asn"] = $"{asn}", ["sighting_id"] = question.SightingId, ["seen"] = seen, ["bps"] = seen * 1_000_000_000L, ["sampling"] = 1,
    })).Accepted();

    private async Task<string> ClassOf(string alert)
    {
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Length > 0);
        await foreach (var entry in World.Services.GetRequiredService<JournalStore>().Ledger("mitigation", new MitigationKey("op1", alert).ToString()))
            if (entry.Event.Kind == "planned")
                return JsonDocument.Parse(entry.Event.Content).RootElement.GetProperty("class").GetString()!;
        throw new InvalidOperationException("it has not been planned");
    }
}
