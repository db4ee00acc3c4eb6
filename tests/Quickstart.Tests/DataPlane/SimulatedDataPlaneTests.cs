using Dots.Addressing;
using Dots.Scopes;
using Quickstart.Internet;

namespace Quickstart.Tests.DataPlane;

public sealed class SimulatedDataPlaneTests
{
    private readonly Playing _playing = new();

    [Fact]
    public void Traffic_is_dropped_once_nearest_to_its_source()
    {
        _playing.Plane.Apply("op2", "f", _playing.Signature);
        Assert.Equal(0.40, Share("op2"), 9);

        _playing.Plane.Apply("op4", "f", _playing.Signature);

        Assert.Equal(0.22, Share("op2"), 9);
        Assert.Equal(0.18, Share("op4"), 9);
        Assert.Equal(0.22 * 40e9, _playing.Plane.Read("op2").Arrived.Now.Bps, 1);
        Assert.Equal(0.60 * 40e9, _playing.Plane.ResidueBps, 1);
    }

    [Fact]
    public void Counters_integrate_the_rates_between_changes()
    {
        var plane = _playing.Plane;
        plane.Apply("op8", "f", _playing.Signature);
        _playing.Time.Advance(TimeSpan.FromSeconds(10));
        plane.Offer(20e9);
        _playing.Time.Advance(TimeSpan.FromSeconds(10));

        var counters = plane.Read("op8", "f")!;

        Assert.InRange(counters.Dropped.Bits, (long)(0.09 * 600e9) - 1, (long)(0.09 * 600e9) + 1);
        Assert.InRange(counters.Dropped.Packets, (long)(0.09 * 600e9 / 8000) - 1, (long)(0.09 * 600e9 / 8000) + 1);
        Assert.Equal(0.09 * 20e9, counters.Dropped.Now.Bps, 1);
        Assert.Equal(0, counters.Forwarded.Bits);
        Assert.Equal(plane.Read().Offered.Bits - plane.Read().Residue.Bits, counters.Dropped.Bits, 2.0);
    }

    [Fact]
    public void Withdrawal_gives_the_last_counters_and_lets_the_traffic_through_again()
    {
        var plane = _playing.Plane;
        plane.Apply("op3", "f", _playing.Signature);
        _playing.Time.Advance(TimeSpan.FromSeconds(1));

        var last = plane.Withdraw("op3", "f");

        Assert.InRange(last!.Dropped.Bits, (long)(0.29 * 40e9) - 1, (long)(0.29 * 40e9) + 1);
        Assert.Null(plane.Withdraw("op3", "f"));
        Assert.Empty(plane.Holds("op3"));
        Assert.Equal(40e9, plane.ResidueBps, 1);
    }

    [Fact]
    public void Filter_applied_again_keeps_its_counters_and_takes_the_new_match()
    {
        var plane = _playing.Plane;
        plane.Apply("op3", "f", _playing.Signature);
        _playing.Time.Advance(TimeSpan.FromSeconds(1));

        plane.Apply("op3", "f", new TrafficMatch { Destinations = [DefaultInternet.VictimV4], Sources = [Prefix.Parse("203.0.113.0/24")] });

        var held = Assert.Single(plane.Holds("op3"));
        Assert.True(held.Counters.Dropped.Bits > 0);
        Assert.Equal(0.05 * 40e9, held.Counters.Dropped.Now.Bps, 1);
        Assert.Equal(0.24 * 40e9, held.Counters.Forwarded.Now.Bps, 1);
    }

    [Fact]
    public void Filter_for_another_target_or_port_drops_nothing()
    {
        _playing.Plane.Apply("op1", "elsewhere", new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")], Protocols = [17] });
        _playing.Plane.Apply("op1", "dns", _playing.Attack.Signature with { SourcePorts = [53] } is var dns ? dns.To(DefaultInternet.VictimV4) : null!);

        Assert.Equal(40e9, _playing.Plane.ResidueBps, 1);
        Assert.Equal([0, 40e9], _playing.Plane.Holds("op1").Select(f => f.Counters.Forwarded.Now.Bps), (a, b) => Math.Abs(a - b) < 1);
    }

    [Fact]
    public void Two_filters_of_one_operator_count_a_packet_once()
    {
        _playing.Plane.Apply("op6", "first", _playing.Signature);
        _playing.Plane.Apply("op6", "second", _playing.Signature);

        Assert.Equal([0.1 * 40e9, 0], _playing.Plane.Holds("op6").Select(f => f.Counters.Dropped.Now.Bps), (a, b) => Math.Abs(a - b) < 1);
    }

    [Fact]
    public void Many_sources_are_matched_one_by_one()
    {
        var sources = _playing.Attack.Sources().Select(s => s.Address).ToList();

        _playing.Plane.Apply("op1", "f", new TrafficMatch { Destinations = [DefaultInternet.VictimV4], Sources = [.. sources.Where((_, i) => i % 2 == 0)] });

        Assert.Equal(0.5, Share("op1"), 9);
    }

    [Fact]
    public void Ended_attack_offers_nothing()
    {
        _playing.Plane.Offer(0);

        Assert.Equal((0, 0), (_playing.Plane.OfferedBps, _playing.Plane.ResidueBps));
    }

    [Fact]
    public void Many_threads_apply_withdraw_and_read_at_once()
    {
        var plane = _playing.Plane;
        string[] operators = ["op2", "op3", "op4", "op6", "op8"];

        Parallel.For(0, 200, i =>
        {
            var id = operators[i % operators.Length];
            plane.Apply(id, $"f{i}", _playing.Signature);
            Assert.NotNull(plane.Read(id, $"f{i}"));
            Assert.InRange(plane.ResidueBps, 0.11 * 40e9, 40e9 + 1);
            Assert.NotNull(plane.Withdraw(id, $"f{i}"));
        });

        Assert.All(operators, id => Assert.Empty(plane.Holds(id)));
        Assert.Equal(40e9, plane.ResidueBps, 1);
    }

    private double Share(string id) => _playing.Plane.Read(id, "f")?.Dropped.Now.Bps / 40e9 ?? _playing.Plane.Read(id).Dropped.Now.Bps / 40e9;
}
