using Controller.Mitigators;
using Controller.Tests.Fakes;
using Dots.Mechanism;

namespace Scenarios.Tests;

/// <summary>
/// draft-ietf-dots-use-cases-02, "Unsuccessful Automatic or Operator-Assisted CPE or PE Mitigators Request Upstream DDoS Mitigation Services": nobody upstream
/// can, the request is repeated, and a fallback is asked.
/// </summary>
public sealed class UnsuccessfulMitigatorsRequestUpstreamDdosMitigationServices : ScenarioWorld
{
    [Fact]
    public async Task Fallback_is_asked_when_all_upstream_mitigators_decline()
    {
        await using var fallback = new ScriptedOrchestrator(Gateway.Issue("fallback"), Gateway.Peers(), TimeProvider.System);
        await fallback.Start();
        fallback.Helps = _ => new MechanismRefusal(503, 1, "not yet") { RetryAfter = TimeSpan.FromMilliseconds(200) };
        Helpers = [("Policy:File", Path("declining.json"))];
        Mitigators["op1"].Declines = new(MitigatorState.Declined, DeclineCode.Capacity, Reason: "the box is full");
        await Start(op1: [("Orchestrator:Fallbacks:0:Url", fallback.Url.AbsoluteUri), ("Orchestrator:Fallbacks:0:Name", "fallback")]);
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        // a to d: own means are not enough, and upstream is asked.
        Said(await Customer.Ask(Alert, Target));
        await Until(() => Book.Held.Single().Asked is not null);
        var first = Book.Held.Single().Asked!.Alert;

        // e, f: the mitigators upstream are unable, which is said.
        await Customer.Told(s => StateOf(s, "op2") == "declined" && StateOf(s, "op3") == "declined" && s.Status != MitigationStatus.Ongoing);

        // g, h: repeated, then asked of the fallback, which is not ready at first; the first one is told to end it.
        var asked = (MitigationRequest)await ScriptedOrchestrator.Next(fallback.Asked);
        var again = (MitigationRequest)await ScriptedOrchestrator.Next(fallback.Asked);
        Assert.Equal(asked.AlertId, again.AlertId);
        Assert.NotEqual(first, asked.AlertId);
        await Until(() => Gateway.Status("op1", first).GetAwaiter().GetResult() is { Runs: false });
        fallback.Helps = r => fallback.StatusOf(r.AlertId, MitigationStatus.Ongoing) with { MaliciousTotalBits = 5_000_000, MaliciousTotalPackets = 600 };

        // i: the circle ends with the service that helps.
        var helped = await Customer.Told(s => s.Status == MitigationStatus.Ongoing);
        Assert.Equal(5_000_000, helped.MaliciousTotalBits);

        Said(await Customer.Terminate(Alert));
        await Until(() => Book.Held.Single().Phase == Controller.Customers.CustomerPhase.Closed);
        await NothingIsLeft();
    }

    [Fact]
    public async Task Own_means_that_suffice_again_end_the_circle()
    {
        Helpers = [("Policy:File", Path("declining.json"))];
        Mitigators["op1"].Declines = new(MitigatorState.Declined, DeclineCode.Capacity, Reason: "the box is full");
        await Start();
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));
        Said(await Customer.Ask(Alert, Target));

        // f: it cannot be initiated as requested.
        Assert.Equal(255, (await Customer.Told(s => s.Status == MitigationStatus.Error)).ErrorReason);

        // i: the attack has decreased; the next refresh finds room.
        Mitigators["op1"].Declines = null;
        Said(await Customer.Ask(Alert, Target, volume: 1000));
        Assert.Equal("active", StateOf(await Customer.Told(s => s.Status == MitigationStatus.Ongoing), "op1"));
        Said(await Customer.Terminate(Alert));
        await NothingIsLeft();
    }
}
