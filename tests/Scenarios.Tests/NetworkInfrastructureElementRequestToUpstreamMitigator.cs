using Dots.Mechanism;

namespace Scenarios.Tests;

/// <summary>
/// draft-ietf-dots-use-cases-02, "Automatic or Operator-Assisted CPE or PE Network Infrastructure Element Request to Upstream Mitigator": a router that mitigates
/// nothing itself signals through its operator's controller, which relays.
/// </summary>
public sealed class NetworkInfrastructureElementRequestToUpstreamMitigator : ScenarioWorld
{
    [Fact]
    public async Task Router_that_mitigates_nothing_is_protected_through_the_relay()
    {
        Mitigators["op2"].Counters = new(1000, 9_000_000, 10, 50_000);
        await Start(relay: "always");
        await Customer.Listen();
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        // a to d: it asks; the relay asks upstream in its own name, and the mitigation begins there.
        Said(await Customer.Ask(Alert, Target));
        await Helps("op2");
        await Helps("op3");
        Assert.NotEqual(Alert, Book.Held.Single().Asked!.Alert);

        // e, f: regular status, and efficacy back.
        await Customer.Told(s => s.Status == MitigationStatus.Ongoing && StateOf(s, "op2") == "active" && s.MaliciousTotalBits >= 9_000_000);
        Said(await Customer.Efficacy(Alert, health: 90));

        // The scope follows the attack, under the same alert_id.
        var before = Mitigators["op2"].Count("apply");
        Said(await Customer.Ask(Alert, "192.0.2.130"));
        await Until(() => Mitigators["op2"].Count("apply") > before);

        // i to l.
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(Alert)).Status);
        await Customer.Told(s => s.Status == MitigationStatus.Done);
        await Customer.Acknowledge(Alert);
        await NothingIsLeft();
    }
}
