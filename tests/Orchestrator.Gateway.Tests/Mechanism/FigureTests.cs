using System.Globalization;
using System.Text.Json.Nodes;
using Grains.Mitigations;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>What controllers report, as its asker is told it (draft, 5.2.1; mechanism, section 3).</summary>
public sealed class FigureTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Asker_is_told_the_sum_of_what_was_reported_and_the_peak_of_the_sum()
    {
        var (alert, began) = (Body.NewAlert(), TimeProvider.System.GetUtcNow());
        Assert.Null((await World.Wire("op1").Post("mitigation_request", Body.Request(World, alert, "192.0.2.90"))).Accepted().Body["source_ports"]);
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Operators.Count(o => o.State == EngagementState.Accepted) == 2);

        await Report("op2", 64502, alert, droppedPackets: 10, droppedBits: 8000, droppedPps: 5, droppedBps: 4000, forwardedPackets: 2, forwardedBits: 1600, forwardedPps: 1, forwardedBps: 800);
        await Report("op3", 64503, alert, droppedPackets: 20, droppedBits: 16_000, droppedPps: 7, droppedBps: 6000, forwardedPackets: 4, forwardedBits: 3200, forwardedPps: 3, forwardedBps: 2400);

        var told = (await World.Wire("op1").Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, 90))).Accepted().Body;
        Assert.Equal((30, 24_000, 12, 10_000), Numbers(told, "malicious"));
        Assert.Equal((6, 4800, 4, 3200), Numbers(told, "forwarded"));
        Assert.InRange((long)told["malicious_average_bps"]!, 1, 24_000);
        Assert.InRange((long)told["forwarded_average_bps"]!, 1, 4800);
        Assert.Equal((1, "192.0.2.90"), ((int)told["status"]!, (string?)told["destination_ip"]));
        Assert.InRange((int)told["lifetime"]!, 3500, 3600);

        // Of what is discarded: as ordered, and nothing about what the orders leave open.
        Assert.Equal(("161", null, null, null), ((string?)told["source_ports"], (string?)told["destination_ports"], (string?)told["source_ips"], (string?)told["TCP_flags"]));
        var (start, end) = ((long)told["start_time"]!, (long)told["end_time"]!);
        Assert.InRange(start, began.ToUnixTimeSeconds(), end);
        Assert.InRange(DateTimeOffset.Parse((string)told["record_time"]!, CultureInfo.InvariantCulture), began, TimeProvider.System.GetUtcNow());
        Assert.Null(told["error_reason"]);
    }

    private static (long Packets, long Bits, long PeakPps, long PeakBps) Numbers(JsonObject told, string kind) =>
        ((long)told[kind + "_total_packets"]!, (long)told[kind + "_total_bits"]!, (long)told[kind + "_peak_pps"]!, (long)told[kind + "_peak_bps"]!);

    private async Task Report(
        string member, uint asn, string alert, long droppedPackets, long droppedBits, long droppedPps, long droppedBps, long forwardedPackets, long forwardedBits, long forwardedPps, long forwardedBps)
    {
        var key = new MitigationKey("op1", alert);
        var report = Body.Report(World, member, asn, key.ControllersAlert, key.Engagement(member), "active", 1, droppedBits);
        foreach (var (name, value) in new[]
        {
            ("malicious_total_packets", droppedPackets), ("malicious_average_pps", droppedPps), ("malicious_average_bps", droppedBps), ("forwarded_total_packets", forwardedPackets),
            ("forwarded_total_bits", forwardedBits), ("forwarded_average_pps", forwardedPps), ("forwarded_average_bps", forwardedBps),
        })
            report[name] = value;
        (await World.Wire(member).Post("mitigation_status_updates", report)).Accepted();
    }
}
