using Dots.Mechanism;

namespace Scenarios.Tests;

/// <summary>
/// draft-ietf-dots-use-cases-02, "Automatic or Operator-Assisted Targeted Service/Application Request to Upstream Mitigator": the service itself asks, from
/// where nobody can call it back, and the operator's own means do.
/// </summary>
public sealed class TargetedServiceRequestToUpstreamMitigator : ScenarioWorld
{
    [Fact]
    public async Task Service_without_a_callback_is_protected_by_its_operator_alone()
    {
        Mitigators["op1"].Counters = new(1000, 900_000, 10, 50_000);
        await Start(op1: [("Registration:ScrubBps", "5000000")]);
        await Customer.Register(Customer.Registration("192.0.2.128/25"));

        // a to d.
        Said(await Customer.Ask(Alert, Target));
        await Customer.Fetched(s => s is { Status: MitigationStatus.Ongoing, MaliciousTotalBits: 900_000, ForwardedTotalBits: 50_000 });

        // e, f.
        Assert.Equal(MitigationStatus.Ongoing, Said(await Customer.Efficacy(Alert, health: 95)).Status);
        Assert.Null(Book.Held.Single().Asked);
        Assert.Empty(Mitigators["op2"].Calls);

        // i to l.
        Assert.Equal(MitigationStatus.Done, Said(await Customer.Terminate(Alert)).Status);
        await Customer.Fetched(s => s.Status == MitigationStatus.Done);
        await Customer.Acknowledge(Alert);
        await NothingIsLeft();
    }
}
