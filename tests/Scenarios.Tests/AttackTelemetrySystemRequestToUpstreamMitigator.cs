using System.Diagnostics;
using Controller.Mitigators;
using Dots.Mechanism;
using Support;

namespace Scenarios.Tests;

/// <summary>
/// draft-ietf-dots-use-cases-02, "Automatic or Operator-Assisted CPE or PE Attack Telemetry Detection/Classification System Request to Upstream Mitigator":
/// FastNetMon sees the attack and can stop none of it.
/// </summary>
public sealed class AttackTelemetrySystemRequestToUpstreamMitigator : ScenarioWorld
{
    [Fact]
    public async Task Detection_opens_and_ends_the_mitigation_upstream()
    {
        Directory.CreateDirectory(Path("spool"));
        Mitigators["op1"].Declines = new(MitigatorState.Declined, DeclineCode.Unsupported, Reason: "no mitigator here");
        Mitigators["op2"].Counters = new(1000, 9_000_000, 10, 50_000);
        await Start(op1: [("Detection:Notify", Path("spool"))]);
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        // a to d: detected, and asked upstream because nothing here can do it.
        await FastNetMon("ban");
        await Helps("op2");
        await Helps("op3");
        Assert.Contains("no mitigator here", Book.Held.Single().Asked!.Reason, StringComparison.Ordinal);

        // e: the customer is told, although it never asked. What helpers forward counts, since nobody here sees it again.
        var status = await Customer.Told(s => s.Status == MitigationStatus.Ongoing && s.MaliciousTotalBits >= 9_000_000);
        Assert.Equal(("declined", 50_000), (StateOf(status, "op1"), status.ForwardedTotalBits));

        // h to l: the attack is over.
        await FastNetMon("unban");
        await Customer.Told(s => s.Status == MitigationStatus.Done);
        await NothingIsLeft();
    }

    private async Task FastNetMon(string action)
    {
        var start = new ProcessStartInfo("sh", [System.IO.Path.Combine(SharedData.Root, "deploy", "fastnetmon-notify.sample")]) { RedirectStandardInput = true };
        start.Environment["CONTROLLER_DETECTIONS"] = Path("spool");
        using var script = Process.Start(start)!;
        await script.StandardInput.WriteAsync($$$"""
            {"ip":"{{{Target}}}","action":"{{{action}}}","alert_scope":"host","attack_details":{"attack_direction":"incoming","attack_protocol":"udp","attack_type":"udp_flood",
             "total_incoming_traffic":1250000,"total_incoming_pps":10000,"total_incoming_flows":0}}
            """);
        script.StandardInput.Close();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
    }
}
