using System.Text.Json.Nodes;
using Orchestrator.Gateway.Configuration;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>thresholds, duration and capable attack types: told with the registration, kept with every request (draft, 5.1.1; mechanism, section 4).</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task Contract_is_told_and_requests_beyond_it_are_refused_by_403_and_name_the_limit()
    {
        await using var world = await GatewayWorld.Start(change: s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium,
            Limits = new LimitsSettings { ThresholdBps = 1_000_000_000, ThresholdPps = 1000, DurationSeconds = 7200, AttackTypes = ["udp-flood", "syn-flood"] },
        });
        var wire = world.Wire("op1");

        var told = (await wire.Post("registration", Body.Registration())).Accepted().Body;
        Assert.Equal((1_000_000_000, 1000, 7200, "udp-flood,syn-flood"), ((long)told["thresholds_bps"]!, (long)told["thresholds_pps"]!, (int)told["duration"]!, (string?)told["capable_attack_type"]));

        (await Ask("current_throughputs", """{"bps":"125000001"}""")).Refused(403, 255, "thresholds_bps 1000000000");
        (await Ask("peak_throughputs", """{"bps":"125000001"}""")).Refused(403, 255, "thresholds_bps");
        (await Ask("extensions", """{"orchestrator":{"version":1,"volume_bps":1000000001}}""")).Refused(403, 255, "thresholds_bps");
        (await Ask("average_throughputs", """{"pps":"1001"}""")).Refused(403, 255, "thresholds_pps 1000");
        (await Ask("info", """{"attack_types":"udp-flood,teardrop"}""")).Refused(403, 255, "teardrop", "capable_attack_type");
        (await Ask("info", $$"""{"started":{{TimeProvider.System.GetUtcNow().AddSeconds(-7300).ToUnixTimeSeconds()}}}""")).Refused(403, 255, "duration 7200");

        // What is not the sender's goes before, what is not offered behind.
        (await Ask("info", """{"attack_types":"teardrop"}""", target: "198.51.100.1")).Refused(403, 255, "198.51.100.1");
        (await Ask("info", """{"attack_types":"teardrop"}""", action: 2)).Refused(403, 255, "capable_attack_type");

        (await Ask("current_throughputs", """{"bps":"125000000","pps":"1000"}""")).Accepted();
        (await Ask("info", """{"attack_types":"syn-flood"}""")).Accepted();
        Assert.Equal(7200, (int)(await Ask("lifetime", "0")).Accepted().Body["lifetime"]!);
        Assert.Equal(7200, (int)(await Ask("lifetime", "86400")).Accepted().Body["lifetime"]!);
        Assert.Equal(3600, (int)(await Ask("info", """{"severity":1}""")).Accepted().Body["lifetime"]!);

        Task<WireAnswer> Ask(string attribute, string value, string target = "192.0.2.1", int action = 1)
        {
            var body = Body.Request(world, Body.NewAlert(), target);
            body["mitigation_action"] = action;
            body[attribute] = JsonNode.Parse(value);
            return wire.Post("mitigation_request", body);
        }
    }
}
