using Dots.Mechanism;

namespace Scenarios.Tests;

/// <summary>
/// draft-ietf-dots-use-cases-02, "Automatic or Operator-Assisted CPE or PE Mitigators Request Upstream DDoS Mitigation Services". Letters are the document's
/// steps.
/// </summary>
public sealed class MitigatorsRequestUpstreamDdosMitigationServices : ScenarioWorld
{
    [Fact]
    public async Task Automatic_PE_mitigator_whose_capacity_is_exceeded()
    {
        Write("rules.json", """{ "rules": [ { "zone": "192.0.2.0/24", "bps": 1000000, "hold_s": 0, "calm_s": 1 } ] }""");
        Write("bps", "0");
        Write("detect", $$"""
            #!/bin/sh
            while :; do
              echo "{\"target\":\"192.0.2.7\",\"bps\":$(cat {{Path("bps")}}),\"protocols\":[17],\"source_ports\":[\"53\"]}"
              sleep 0.2
            done
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path("detect"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Mitigators["op1"].Counters = new(10, 300_000, 2, 20_000);
        Mitigators["op2"].Counters = new(1000, 9_000_000, 0, 0);
        Mitigators["op3"].Counters = new(500, 4_000_000, 0, 0);
        await Start(op1: [("Detection:File", Path("rules.json")), ("Detection:Command", Path("detect")), ("Registration:ScrubBps", "5000000")]);

        // a, b: the attack is detected and own mitigation begins.
        Write("bps", "9000000");
        await Until(() => !Mitigators["op1"].InPlace.IsEmpty);

        // c, d, e: it is more than the mitigator can take, so the upstream is asked, which begins.
        await Helps("op2");
        await Helps("op3");
        var own = Book.Held.Single();
        Assert.Equal("op1", own.Customer);
        Assert.Contains("capacity", own.Asked!.Reason, StringComparison.Ordinal);

        // f: the upstream's status is folded into the own one.
        await Until(() => Book.Find("op1", own.Alert)!.Status(true) is { Status: MitigationStatus.Ongoing, MaliciousTotalBits: >= 13_300_000 });

        // h to m: the attack ceases, the service is terminated, nobody holds anything.
        Write("bps", "0");
        await NothingIsLeft();
        Assert.Equal(MitigationStatus.Done, Book.Find("op1", own.Alert)!.Status(true).Status);
        await Until(() => Book.Held.Single().Phase == Controller.Customers.CustomerPhase.Closed);
    }

    [Fact]
    public async Task Operator_assisted_CPE_mitigator_behind_its_operators_controller()
    {
        Mitigators["op1"].Counters = new(10, 300_000, 2, 20_000);
        Mitigators["op2"].Counters = new(1000, 9_000_000, 0, 0);
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        // c, d, e: the CPE mitigator asks its operator, which begins with own means.
        Assert.Equal(MitigationStatus.Pending, Said(await Customer.Ask(Alert, Target, volume: 20_000_000)).Status);
        var alone = await Customer.Told(s => s.Status == MitigationStatus.Ongoing);
        Assert.Equal("active", StateOf(alone, "op1"));

        // g: it is not enough; a person at the operator asks for help.
        Said(await Customer.Efficacy(Alert, health: 20));
        Assert.True((await Book.Escalate(Alert, "night shift")).Done);
        await Helps("op2");

        // f: one status for all of it.
        var helped = await Customer.Told(s => s.MaliciousTotalBits >= 9_300_000 && StateOf(s, "op2") == "active");
        Assert.Equal("active", StateOf(helped, "op1"));

        // j to m.
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(Alert)).Status);
        await Customer.Told(s => s.Status == MitigationStatus.Done);
        await Customer.Acknowledge(Alert);
        await NothingIsLeft();
    }
}
