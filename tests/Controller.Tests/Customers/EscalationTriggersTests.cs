using Controller.Customers;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Tests.Customers;

/// <summary>When own means do not suffice.</summary>
public sealed class EscalationTriggersTests
{
    [Fact]
    public void Nothing_is_escalated_without_a_reason() => Assert.Null(Reason());

    [Theory]
    [InlineData(DeclineCode.Capacity, true)]
    [InlineData(DeclineCode.Unsupported, true)]
    [InlineData(DeclineCode.Policy, false)]
    [InlineData(DeclineCode.Legal, false)]
    public void Own_mitigator_that_cannot_is_a_reason_and_a_person_that_will_not_is_none(DeclineCode code, bool escalated) =>
        Assert.Equal(escalated, Reason(own: HeldOrder.None with { Phase = OrderPhase.Over, Outcome = OrderOutcome.Declined, Decline = code, Reason = "because" })?.Contains("because", StringComparison.Ordinal) == true);

    [Fact]
    public void Mitigator_that_ran_out_of_room_is_a_reason() =>
        Assert.NotNull(Reason(own: HeldOrder.None with { Phase = OrderPhase.Ending, Outcome = OrderOutcome.Exhausted }));

    [Fact]
    public void Unknown_attack_type_is_a_reason_and_a_known_one_is_none()
    {
        Assert.Contains("carpet", Reason(types: ["syn_flood", "carpet"]), StringComparison.Ordinal);
        Assert.Null(Reason(types: ["SYN_flood"]));
        Assert.Null(Reason(types: []));
    }

    [Fact]
    public void Congestion_is_a_reason_from_the_detector_or_by_the_figures()
    {
        Assert.NotNull(Reason(congested: true));
        Assert.Null(Reason(load: new([], 0, 7999)));
        Assert.Contains("8000 bit/s on 8000", Reason(load: new([], 0, 8000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_decides_before_any_reason()
    {
        Assert.NotNull(Reason(relay: RelayPolicy.Always));
        Assert.Null(Reason(relay: RelayPolicy.Never, congested: true, types: ["carpet"]));
    }

    [Fact]
    public void Of_what_is_too_much_together_the_greatest_overflow()
    {
        var load = Triggers().LoadOf([("small", 1000, true), ("great", 3000, true), ("middle", 2500, true), ("helped", 9000, false)]);

        Assert.Equal((6500, 15_500), (load.Alone, load.Arriving));
        Assert.Equal(["great"], load.Overflowing);
        Assert.NotNull(Reason(load: load with { Arriving = 0 }, key: "great"));
        Assert.Null(Reason(load: load with { Arriving = 0 }, key: "small"));
    }

    private static string? Reason(HeldOrder? own = null, bool congested = false, Load? load = null, RelayPolicy relay = RelayPolicy.OnEscalation, string[]? types = null, string key = "m") =>
        Triggers().Reason(key, Given.Request() with { Info = types is null ? null : new AttackInfo { AttackTypes = [.. types] } }, relay, own, congested, load ?? Load.None);

    private static EscalationTriggers Triggers() => new(new()
    {
        Name = "op2", Orchestrator = new() { Url = Given.First }, Identity = new() { Certificate = "", Key = "", Ca = "" }, Listen = [], Prefixes = new() { File = "" },
        Registration = new() { CustomerName = "op2", Zones = [], ScrubBps = 4000 },
        Escalation = new() { UplinkBps = 8000, KnownAttackTypes = ["syn_flood", "udp_flood"] },
    });
}
