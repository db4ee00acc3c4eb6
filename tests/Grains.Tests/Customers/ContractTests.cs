using Dots.Serving;
using Grains.Customers;
using Grains.Mitigations;

namespace Grains.Tests.Customers;

/// <summary>What a contract does not cover is refused, and named (mechanism, section 4).</summary>
public sealed class ContractTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);

    private static readonly Contract Limited = new() { ThresholdBps = 1000, ThresholdPps = 10, Duration = TimeSpan.FromHours(1), AttackTypes = ["udp-flood", "syn-flood"] };

    [Fact]
    public void What_is_at_the_limits_or_not_told_is_covered()
    {
        Assert.Null(Limited.Check(GrainsWorld.Request(), null, Now));
        Assert.Null(Limited.Check(
            GrainsWorld.Request() with { HighestBps = 1000, HighestPps = 10, Started = Now.AddHours(-1), AttackTypes = "syn-flood,udp-flood" }, Now.AddHours(-1), Now));
        Assert.Null(Contract.Unlimited.Check(GrainsWorld.Request() with { HighestBps = 1e18, Started = DateTimeOffset.UnixEpoch, AttackTypes = "new" }, DateTimeOffset.UnixEpoch, Now));
    }

    [Fact]
    public void What_is_beyond_a_limit_is_refused_and_the_limit_named()
    {
        Refused(GrainsWorld.Request() with { HighestBps = 1001 }, null, "thresholds_bps 1000");
        Refused(GrainsWorld.Request() with { HighestPps = 11 }, null, "thresholds_pps 10");
        Refused(GrainsWorld.Request() with { Started = Now.AddSeconds(-3601) }, null, "duration 3600 s");
        Refused(GrainsWorld.Request(), Now.AddSeconds(-3601), "duration 3600 s");
        Refused(GrainsWorld.Request() with { AttackTypes = "udp-flood,ping" }, null, "ping");

        static void Refused(HelpRequest request, DateTimeOffset? acceptedAt, string named)
        {
            var refused = Limited.Check(request, acceptedAt, Now);
            Assert.Equal(RefusalReason.OutsideContract, refused?.Reason);
            Assert.Contains(named, refused!.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, null, 3600)]
    [InlineData(7200, null, 3600)]
    [InlineData(600, null, 600)]
    [InlineData(7200, 3000, 600)]
    [InlineData(0, 3600, 1)]
    public void No_lifetime_is_longer_than_what_the_contract_has_left(int wanted, int? ranFor, int granted)
    {
        var clamped = Limited.Clamp(GrainsWorld.Request() with { Lifetime = TimeSpan.FromSeconds(wanted) }, Now.AddSeconds(-ranFor ?? 0), new Lifetimes(), Now);

        Assert.Equal(TimeSpan.FromSeconds(granted), clamped.Lifetime);
    }

    [Fact]
    public async Task Mitigation_that_ran_longer_is_refused_its_refresh_and_keeps_its_end()
    {
        await using var world = await GrainsWorld.Start(contract: new() { Duration = TimeSpan.FromTicks(1) });
        var first = await world.Ask(request: GrainsWorld.Request() with { Lifetime = TimeSpan.Zero });
        Assert.Equal(TimeSpan.FromSeconds(300), first.Status!.End - first.Status.AcceptedAt);

        var refreshed = await world.Ask(request: GrainsWorld.Request(), date: DateTimeOffset.UnixEpoch.AddSeconds(1), hash: "refresh");

        Assert.Equal(RefusalReason.OutsideContract, refreshed.Refused?.Reason);
        Assert.Equal(first.Status.End, (await world.Status())!.End);
    }
}
