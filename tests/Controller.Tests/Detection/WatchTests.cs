using Controller.Detection;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Tests.Detection;

/// <summary>Thresholds with hysteresis and hold times (draft-ietf-dots-architecture-07, 3.3.2).</summary>
public sealed class WatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    private static readonly DetectionRule Rule = new(
        Prefix.Parse("192.0.2.0/24"), 1000, 8_000_000, 500, 100, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), 0.7, MitigationAction.Mitigation);

    private readonly Watch _watch = new(open: false);

    [Fact]
    public void Attack_opens_when_a_threshold_was_exceeded_for_the_hold_time()
    {
        Assert.Equal(WatchChange.None, Pps(0, 1000));
        Assert.Equal(WatchChange.None, Pps(9, 1200));
        Assert.Equal(WatchChange.Opened, Pps(10, 1100));
    }

    [Fact]
    public void Spike_that_passes_within_the_hold_time_opens_nothing()
    {
        Pps(0, 5000);
        Assert.Equal(WatchChange.None, Pps(5, 10));
        Assert.True(_watch.IsIdle);
        Assert.Equal(WatchChange.None, Pps(11, 5000));
    }

    [Fact]
    public void Attack_is_over_when_all_was_calm_for_long_enough()
    {
        Open();
        Assert.Equal(WatchChange.Lasts, Pps(20, 699));
        Assert.Equal(WatchChange.Lasts, Pps(79, 0));
        Assert.Equal(WatchChange.Closed, Pps(80, 0));
        Assert.True(_watch.IsIdle);
    }

    [Fact]
    public void Between_calm_and_threshold_nothing_begins_and_nothing_ends()
    {
        Open();
        Pps(20, 0);
        Assert.Equal(WatchChange.Lasts, Pps(50, 700));
        Assert.Equal(WatchChange.Lasts, Pps(81, 0));
        Assert.Equal(WatchChange.Lasts, Pps(140, 0));
        Assert.Equal(WatchChange.Closed, Pps(141, 0));
    }

    [Theory]
    [InlineData(1e3, null, null, null)]
    [InlineData(null, 8e6, null, null)]
    [InlineData(null, null, 500.0, null)]
    [InlineData(null, null, null, 100.0)]
    public void Each_threshold_counts_alone(double? pps, double? bps, double? connections, double? sources)
    {
        var sample = new Sample { Target = Prefix.Parse("192.0.2.1/32"), Pps = pps, Bps = bps, Connections = connections, Sources = sources };

        Assert.True(Rule.IsExceeded(sample));
        Assert.False(Rule.IsCalm(sample));
        Assert.False(Rule.IsExceeded(sample with { Pps = pps - 1, Bps = bps - 1, Connections = connections - 1, Sources = sources - 1 }));
    }

    [Fact]
    public void Sample_that_tells_nothing_the_rule_looks_at_is_neither() =>
        Assert.Equal((false, false), (Rule.IsExceeded(new() { Target = default }), Rule.IsCalm(new() { Target = default })));

    private void Open()
    {
        Pps(0, 2000);
        Pps(10, 2000);
        Assert.True(_watch.IsOpen);
    }

    private WatchChange Pps(int second, double pps) => _watch.Take(Rule, new() { Target = Prefix.Parse("192.0.2.1/32"), Pps = pps }, Start.AddSeconds(second));
}
