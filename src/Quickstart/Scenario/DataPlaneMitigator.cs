using Controller.Mitigators;
using Quickstart.DataPlane;

namespace Quickstart.Scenario;

/// <summary>An operator's filters in the simulated network, with the faults of the scenario: slow devices, devices that never answer.</summary>
/// <param name="delay">How long a device of this operator takes; infinite: it never gets there.</param>
internal sealed class DataPlaneMitigator(SimulatedDataPlane plane, string member, TimeSpan delay, TimeProvider time) : IMitigator
{
    private const int Rules = 100_000;

    public async Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation)
    {
        if (delay != TimeSpan.Zero)
            await Task.Delay(delay, time, cancellation);
        plane.Apply(member, order.Engagement, order.Terms.Match);
        return Standing(order);
    }

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation)
    {
        var last = plane.Withdraw(member, order.Engagement);
        return Task.FromResult(MitigatorAnswer.Ended with { Counters = last is null ? null : Counters(last), RulesFree = Rules });
    }

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => Task.FromResult(Standing(order));

    private MitigatorAnswer Standing(MitigatorOrder order) => plane.Holds(member).FirstOrDefault(f => f.Id == order.Engagement && f.Match.Equals(order.Terms.Match)) is { } held
        ? MitigatorAnswer.Active with { Counters = Counters(held.Counters), RulesFree = Rules - order.Terms.Rules }
        : MitigatorAnswer.Ended;

    private static TrafficCounters Counters(FilterCounters of) => new(of.Dropped.Packets, of.Dropped.Bits, of.Forwarded.Packets, of.Forwarded.Bits);
}
