using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Tests.Planning;

namespace NearSource.Tests.Attacks;

/// <summary>Made-up attacks whose class is obvious, and those at the borders.</summary>
public sealed class AttackClassifierTests
{
    private static readonly TrafficMatch Https = new() { Destinations = [Given.Target], Protocols = [6], DestinationPorts = [new(443, 443)] };

    private static readonly TrafficMatch Syn = new() { Destinations = [Given.Target], Protocols = [6], DestinationPorts = [new(443, 443)], TcpFlags = [TcpFlags.SYN] };

    // 16.0.0.0 to 207.255.255.255 in /16s is announced, nothing else.
    private static readonly OriginTable Origins = OriginTable.Of(Enumerable.Range(0x1000, 0xC000).Select(n => new Origin(Prefix.Create((UInt128)(uint)n << 16, 16, false), 1)));

    [Fact]
    public void Botnet_of_45_000_hosts_is_direct()
    {
        var botnet = Hosts(45_000, packets: 300);

        Assert.Equal((AttackClass.Direct, false), Told(Https, botnet));
        Assert.Equal((AttackClass.Direct, false), Told(Https, [.. botnet.Select(s => new AttackSource(s.Prefix))]));
    }

    [Fact]
    public void Botnet_seen_so_shortly_that_each_host_sent_a_packet_is_direct_and_doubtful() => Assert.Equal((AttackClass.Direct, true), Told(Https, Hosts(45_000, packets: 1)));

    [Fact]
    public void Addresses_drawn_for_each_packet_are_forged()
    {
        Assert.Equal(AttackClass.Spoofed, Class(Syn, Drawn(40_000, packets: 1)));
        Assert.Equal(AttackClass.Spoofed, Class(Syn, Drawn(600, packets: 1)));
        Assert.Equal(AttackClass.Spoofed, Class(Syn, [.. Drawn(40_000, packets: 1).Select(s => new AttackSource(s.Prefix, Bps: 480))]));
    }

    [Fact]
    public void Addresses_drawn_from_whole_networks_are_forged() => Assert.Equal(
        AttackClass.Spoofed, Class(Syn, [.. Enumerable.Range(0, 2048).Select(n => Source(0x20000000u + (uint)n, 1))]));

    [Fact]
    public void Drawn_addresses_that_repeat_themselves_are_only_doubtful() => Assert.Equal((AttackClass.Direct, true), Told(Syn, Drawn(2000, packets: 300)));

    [Fact]
    public void Few_sources_prove_nothing()
    {
        Assert.Equal((AttackClass.Direct, false), Told(Https, Drawn(20, packets: 1)));
        Assert.Equal((AttackClass.Direct, true), Told(Https, Drawn(300, packets: 1)));
    }

    [Fact]
    public void Forged_packets_in_a_botnets_traffic_do_not_hide_the_botnet()
    {
        // Twice as many made-up addresses as bots, for a hundredth of the traffic.
        var mixed = Hosts(3000, packets: 600).AddRange(Drawn(6000, packets: 1, everywhere: true));

        Assert.Equal((AttackClass.Direct, false), Told(Https, mixed));
    }

    [Fact]
    public void Bots_in_a_forged_flood_do_not_make_it_a_botnets() => Assert.Equal(AttackClass.Spoofed, Class(Syn, Drawn(40_000, packets: 1).AddRange(Hosts(100, packets: 100))));

    [Fact]
    public void Sources_where_nobody_can_send_from_are_forged()
    {
        // Drawn from all addresses, a seventh is nobody's and more is announced by nobody; sent again and again.
        var drawn = Drawn(400, packets: 300, everywhere: true);

        Assert.Equal(AttackClass.Spoofed, Class(Https, drawn));
        Assert.Equal(AttackClass.Spoofed, AttackClassifier.Classify(Https, [.. drawn.Select(s => s with { Packets = null })], OriginTable.Empty).Class);
    }

    [Fact]
    public void Sources_that_a_stale_table_lacks_stand_in_a_few_networks_and_are_not()
    {
        var stale = Enumerable.Range(0, 120).Select(n => Source(0xDC000000u + (uint)n * 3, 300));
        var drawn = Enumerable.Range(0, 120).Select(n => Source(0xD0000000u + (uint)n * 65_536 * 3, 300)).ToList();

        Assert.Equal((AttackClass.Direct, false), Told(Https, Hosts(300, packets: 300).AddRange(stale)));
        Assert.Equal(AttackClass.Spoofed, Class(Https, Hosts(300, packets: 300).AddRange(drawn)));

        // Enough hosts beside them that lie as hosts do and repeat themselves.
        Assert.Equal((AttackClass.Direct, true), Told(Https, Hosts(450, packets: 300).AddRange(drawn)));
    }

    [Fact]
    public void Table_that_knows_nothing_or_a_part_accuses_nobody()
    {
        // A laboratory's own numbers, and hosts all over, beside a table of one region.
        var laboratory = Enumerable.Range(0, 400).Select(n => Source(0x0A000000u + (uint)n * 77, 300)).ToImmutableArray();
        var region = OriginTable.Of(Enumerable.Range(0x1000, 0x4000).Select(n => new Origin(Prefix.Create((UInt128)(uint)n << 16, 16, false), 1)));

        Assert.Equal(AttackClass.Direct, AttackClassifier.Classify(Https, laboratory, OriginTable.Empty).Class);
        Assert.Equal(AttackClass.Direct, AttackClassifier.Classify(Https, laboratory, region).Class);
        Assert.Equal(AttackClass.Direct, AttackClassifier.Classify(Https, Hosts(400, packets: 300), region).Class);
        Assert.Equal(AttackClass.Spoofed, AttackClassifier.Classify(Https, laboratory, Origins).Class);
    }

    [Fact]
    public void Sources_inside_the_target_or_the_askers_other_space_are_forged()
    {
        var sources = Hosts(500, packets: 300);
        var inside = sources.AddRange(Enumerable.Range(0, 100).Select(n => Source(0xC0000200u + (uint)n, 300)));

        Assert.Equal(AttackClass.Spoofed, Class(new() { Destinations = [Prefix.Parse("192.0.2.0/24")] }, [.. inside.Skip(420)]));
        Assert.Equal(AttackClass.Direct, Class(Https, [.. inside.Skip(420)]));
        Assert.Equal(AttackClass.Spoofed, AttackClassifier.Classify(new AttackEvidence(Https, [.. inside.Skip(420)], Origins) { Own = [Prefix.Parse("192.0.2.0/24")] }).Class);
    }

    [Fact]
    public void Answers_of_services_are_reflection()
    {
        Assert.Equal((AttackClass.Reflection, false), Told(Given.Reflection, Hosts(5000, packets: 300)));
        Assert.Equal((AttackClass.Reflection, false), Told(Given.Reflection, []));
    }

    [Fact]
    public void Short_look_at_many_reflectors_is_still_reflection() => Assert.Equal((AttackClass.Reflection, false), Told(Given.Reflection, Hosts(5000, packets: 1)));

    [Fact]
    public void Few_big_resolvers_that_stand_for_thousands_are_reflection() => Assert.Equal(
        (AttackClass.Reflection, false), Told(new() { Destinations = [Given.Target], Protocols = [17], SourcePorts = [new(53, 53)] }, [.. Hosts(6, packets: 5_000_000)]));

    [Fact]
    public void Drawn_addresses_with_the_port_of_a_service_are_not() => Assert.Equal(AttackClass.Spoofed, Class(Given.Reflection, Drawn(20_000, packets: 1)));

    [Theory]
    [InlineData(6, 443, TcpFlags.SYN | TcpFlags.ACK, AttackClass.Reflection)]
    [InlineData(6, 51413, TcpFlags.SYN | TcpFlags.ACK, AttackClass.Reflection)]
    [InlineData(6, 443, TcpFlags.SYN, AttackClass.Direct)]
    [InlineData(6, 51413, TcpFlags.ACK, AttackClass.Direct)]
    [InlineData(47, 53, TcpFlags.None, AttackClass.Direct)]
    public void Handshakes_second_step_is_an_answer_and_its_first_is_none_whatever_the_port(byte protocol, ushort port, TcpFlags flags, AttackClass expected) => Assert.Equal(
        expected, Class(new() { Destinations = [Given.Target], Protocols = [protocol], SourcePorts = [new(port, port)], TcpFlags = [flags] }, Hosts(2000, packets: 30)));

    [Fact]
    public void Vectors_of_one_attack_are_reflection_when_each_is_answers()
    {
        var mixed = new TrafficMatch { Destinations = [Given.Target], Protocols = [17, 17, 1], SourcePorts = [new(161, 161), new(53, 53), new(0, 0)] };

        Assert.Equal(AttackClass.Reflection, Class(mixed, Hosts(2000, packets: 30)));
        Assert.Equal(AttackClass.Direct, Class(new() { Destinations = [Given.Target], Protocols = [17, 17], SourcePorts = [new(161, 161), PortRange.Any] }, Hosts(2000, packets: 30)));
        Assert.Equal(AttackClass.Direct, Class(new() { Destinations = [Given.Target], Protocols = [1], IcmpTypes = [8] }, Hosts(2000, packets: 30)));
        Assert.Equal(AttackClass.Reflection, Class(new() { Destinations = [Given.Target], Protocols = [1], IcmpTypes = [3] }, Hosts(2000, packets: 30)));
    }

    [Fact]
    public void Nothing_told_is_unknown() => Assert.Equal((AttackClass.Unknown, false), Told(Given.Direct, []));

    [Fact]
    public void Sources_of_the_match_are_sources() => Assert.Equal(AttackClass.Direct, Class(Given.Direct.FromEach([Prefix.Parse("16.0.0.1")]), []));

    [Fact]
    public void Carpet_bombing_spreads_over_a_prefix_or_many_of_its_addresses()
    {
        Assert.False(Carpet(Given.Target));
        Assert.True(Carpet(Prefix.Parse("192.0.2.0/24")));
        Assert.True(Carpet([.. Enumerable.Range(0, 256).Select(n => Prefix.Parse($"192.0.2.{n}"))]));
        Assert.StartsWith("direct, carpet bombing: ", AttackClassifier.Classify(new() { Destinations = [Prefix.Parse("192.0.2.0/24")] }, Hosts(2000, 300), Origins).ToString(), StringComparison.Ordinal);

        bool Carpet(params ImmutableArray<Prefix> targets) => AttackClassifier.Classify(new() { Destinations = targets }, Hosts(2000, 300), Origins).CarpetBombing;
    }

    [Fact]
    public void Sources_that_those_who_would_see_them_do_not_see_are_forged()
    {
        Assert.Equal(AttackClass.Spoofed, Heard(true, ("op2", 0.3, false), ("op3", 0.2, false), ("op4", 0.2, false)));
        Assert.Equal(AttackClass.Spoofed, Heard(true, ("op2", 0.3, false), ("op3", 0.3, false), ("op4", 0.3, false), ("op5", 0.1, true)));
    }

    [Fact]
    public void One_that_lies_about_seeing_nothing_changes_nothing_however_large_its_share()
    {
        Assert.Equal(AttackClass.Direct, Heard(true, ("op2", 0.9, false), ("op3", 0.02, true), ("op4", 0.01, true)));
        Assert.Equal(AttackClass.Direct, Heard(true, ("op2", 0.9, false), ("op3", 0.02, false), ("op4", 0.01, false)));
        Assert.Equal(AttackClass.Direct, Heard(true, ("op2", 0.3, false), ("op3", 0.3, false)));
    }

    [Fact]
    public void Where_nobody_sees_it_or_little_is_testified_silence_proves_nothing()
    {
        Assert.Equal(AttackClass.Direct, Heard(false, ("op2", 0.3, false), ("op3", 0.2, false), ("op4", 0.2, false)));
        Assert.Equal(AttackClass.Direct, Heard(true, ("op2", 0.01, false), ("op3", 0.01, false), ("op4", 0.02, false)));
    }

    [Fact]
    public void Order_of_the_sources_changes_nothing()
    {
        var mixed = Hosts(3000, packets: 6).AddRange(Drawn(3000, packets: 1, everywhere: true));
        var expected = AttackClassifier.Classify(Https, mixed, Origins);

        for (var seed = 1; seed <= 5; seed++)
        {
            var shuffled = mixed.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(expected, AttackClassifier.Classify(Https, [.. shuffled], Origins));
        }
    }

    private static AttackClass Heard(bool seen, params (string Member, double Share, bool Sees)[] testimonies) => AttackClassifier.Classify(new AttackEvidence(Https, Hosts(5000, 300), Origins)
    {
        IsSeen = seen, Testimonies = [.. testimonies.Select(t => new Testimony(t.Member, t.Share, t.Sees))],
    }).Class;

    private static AttackClass Class(TrafficMatch match, ImmutableArray<AttackSource> sources) => AttackClassifier.Classify(match, sources, Origins).Class;

    private static (AttackClass Class, bool Doubtful) Told(TrafficMatch match, ImmutableArray<AttackSource> sources) =>
        AttackClassifier.Classify(match, sources, Origins) is var told ? (told.Class, told.Doubtful) : default;

    /// <summary>Hosts as they stand: a few in each of the networks that have any.</summary>
    private static ImmutableArray<AttackSource> Hosts(int count, double packets)
    {
        var random = new Random(count);
        var hosts = new HashSet<uint>();
        while (hosts.Count < count)
        {
            var network = (uint)random.Next(0x100000, 0xC00000) << 8;
            for (var beside = random.Next(1, 6); beside > 0 && hosts.Count < count; beside--)
                hosts.Add(network | (uint)random.Next(1, 255));
        }

        return [.. hosts.Select(h => Source(h, packets))];
    }

    /// <summary>Addresses drawn from what is announced, or from all there are.</summary>
    private static ImmutableArray<AttackSource> Drawn(int count, double packets, bool everywhere = false)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => Source(everywhere ? (uint)random.NextInt64(1L << 32) : (uint)random.NextInt64(0x10000000, 0xCFFFFFFF), packets))];
    }

    private static AttackSource Source(uint address, double packets) => new(Prefix.Create((UInt128)address, 32, false), Bps: packets * 500, Packets: packets);
}
