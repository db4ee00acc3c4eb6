using Dots.Addressing;
using Dots.Scopes;
using Quickstart.DataPlane;
using Quickstart.Tests.Internet;

namespace Quickstart.Tests.DataPlane;

public sealed class SimulatedDataPlaneTests
{
    private readonly Playing _playing = new();

    [Fact]
    public void Every_network_carries_its_share_of_the_attack()
    {
        string[] helping = ["op2", "op3", "op4", "op6", "op8"], all = [.. helping, "op5", "op7"];

        Assert.Equal(1, _playing.ResidueWith(), 9);
        Assert.Equal(0.12, _playing.ResidueWith(helping), 9);
        Assert.Equal(0.31, _playing.ResidueWith("op2", "op3", "op4"), 9);
        Assert.Equal(0.05, _playing.ResidueWith(all), 9);
        Assert.Equal(0.95, _playing.Plane.CrossesMember(all), 9);
        Assert.Equal(1, _playing.Plane.CrossesMember(["op1"]), 9);
        Assert.Equal(0.12, new Playing(TinyInternet.Attack(ipv6: true), TinyInternet.VictimV6).ResidueWith(helping), 9);
    }

    [Fact]
    public void What_comes_from_nobody_knows_where_arrives_all_the_same()
    {
        var flow = _playing.Attack.Flows[0];
        var playing = new Playing(_playing.Attack with { Flows = [flow with { Source = Prefix.Parse("8.8.8.8"), Bps = 1e9 }, flow with { Bps = 3e9 }] });

        Assert.Equal(4e9, playing.Plane.ResidueBps, 1);
        Assert.Equal(0.75, playing.Plane.CrossesMember(TinyInternet.Operators.Keys), 9);
    }

    [Fact]
    public void Forged_traffic_takes_the_way_of_who_sends_it()
    {
        var flow = _playing.Attack.Flows[0] with { Source = Prefix.Parse("203.0.113.7"), Forger = 64761 };
        var playing = new Playing(_playing.Attack with { Flows = [flow] });

        Assert.Equal(0, playing.ResidueWith("op6"), 9);
        Assert.Equal(1, playing.ResidueWith("op3"), 9);
    }

    [Fact]
    public void Network_tells_what_crosses_it_by_the_neighbour_it_comes_from()
    {
        var seen = Seen("op2");
        Assert.True(seen.Seen);
        Assert.Equal(0.40 * 40e9, (double)seen.Bps!, 1);
        Assert.Equal(0.40 * 40e9 / 8000, (double)seen.Pps!, 1);
        Assert.Equal(
            [(64504u, 0.18), (64711u, 0.06), (64712u, 0.06), (64713u, 0.05)],
            seen.Ingress.OrderBy(i => i.NeighbourAsn).Select(i => (i.NeighbourAsn, Math.Round((double)i.Bps / 40e9, 6))));

        // What op4 drops never gets to op2; what op2 drops itself it saw.
        _playing.Plane.Apply("op4", "f", _playing.Signature);
        _playing.Plane.Apply("op2", "f", _playing.Signature);
        Assert.Equal(0.22 * 40e9, (double)Seen("op2").Bps!, 1);
        Assert.False(_playing.Plane.Seen("op2", new TrafficMatch { Destinations = [TinyInternet.VictimV4], SourcePorts = [new(53, 53)] }).Report(default, 1).Seen);

        Dots.Mechanism.SightingReport Seen(string id) => _playing.Plane.Seen(id, _playing.Signature).Report(default, 1);
    }

    [Fact]
    public void Byte_hops_are_those_between_the_filter_and_the_victim()
    {
        string[] op46 = ["op4", "op6"];
        Assert.Equal(0, _playing.Plane.ByteHops(op46).Saved);

        // op4 is four hops before the victim and carries 18 %; op6 two hops, 10 %.
        Assert.Equal(((4 * 0.18) + (2 * 0.10)) * 40e9, _playing.Plane.ByteHops(op46).Attainable, 1);
        _playing.Plane.Apply("op4", "f", _playing.Signature);
        Assert.Equal(4 * 0.18 * 40e9, _playing.Plane.ByteHops(op46).Saved, 1);
        _playing.Plane.Apply("op2", "f", _playing.Signature);
        Assert.Equal(((4 * 0.18) + (3 * 0.22)) * 40e9, _playing.Plane.ByteHops(op46).Saved, 1);
    }

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

        plane.Apply("op3", "f", new TrafficMatch { Destinations = [TinyInternet.VictimV4], Sources = [Prefix.Parse("203.0.113.0/24")] });

        var held = Assert.Single(plane.Holds("op3"));
        Assert.True(held.Counters.Dropped.Bits > 0);
        Assert.Equal(0.05 * 40e9, held.Counters.Dropped.Now.Bps, 1);
        Assert.Equal(0.24 * 40e9, held.Counters.Forwarded.Now.Bps, 1);
    }

    [Fact]
    public void Filter_for_another_target_or_port_drops_nothing()
    {
        _playing.Plane.Apply("op1", "elsewhere", new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")], Protocols = [17] });
        _playing.Plane.Apply("op1", "dns", _playing.Attack.Signature with { SourcePorts = [53] } is var dns ? dns.To(TinyInternet.VictimV4) : null!);

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

        _playing.Plane.Apply("op1", "f", new TrafficMatch { Destinations = [TinyInternet.VictimV4], Sources = [.. sources.Where((_, i) => i % 2 == 0)] });

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
