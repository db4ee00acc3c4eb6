using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Synthetic;
using Quickstart.Attacks;
using Quickstart.Internet;
using Quickstart.Tests.Internet;
using Support;

namespace Quickstart.Tests.Attacks;

public sealed class AttackTests
{
    private static readonly Lazy<SimulatedInternet> Synthetic = new(() =>
    {
        var made = SyntheticInternet.Generate(new() { Ases = 1000 });
        return new("synthetic", made.Graph, made.Origins);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Built_in_attack_sends_its_rate_from_reflectors_of_many_networks(bool ipv6)
    {
        var attack = BuiltInAttack.Reflection(Synthetic.Value, ipv6: ipv6);

        Assert.InRange(attack.Sources().Count, 3500, 4000);
        Assert.Equal(40e9, attack.OfferedBps, 1e-3);
        Assert.All(attack.Flows, f => Assert.Equal((17, 161, ipv6), ((int)f.Protocol, (int)f.SourcePort, f.Source.IsIPv6)));
        var placement = Placement.Of(Synthetic.Value, attack);
        Assert.Equal((0, 0), (placement.LostSources, placement.LostBps));
        Assert.InRange(placement.Networks.Length, 100, 1000);
        Assert.Equal(attack.Flows.AsEnumerable(), BuiltInAttack.Reflection(Synthetic.Value, ipv6: ipv6).Flows);
    }

    [Fact]
    public void Forged_attack_starts_in_a_few_networks_whatever_its_addresses_say()
    {
        var attack = BuiltInAttack.Reflection(Synthetic.Value).Forged(Synthetic.Value);

        Assert.Equal(40, attack.Forgers);
        Assert.Equal(40, attack.Flows.Select(f => f.Forger).Distinct().Count());
        Assert.Equal(40, Placement.Of(Synthetic.Value, attack).Networks.Length);
        Assert.Equal(attack.Flows.AsEnumerable(), BuiltInAttack.Reflection(Synthetic.Value).Forged(Synthetic.Value).Flows);
        Assert.All(attack.OverIPv6(Synthetic.Value).Flows.Zip(attack.Flows), p => Assert.Equal((true, p.Second.Forger), (p.First.Source.IsIPv6, p.First.Forger)));
    }

    [Fact]
    public void Sources_of_no_network_are_counted_as_lost()
    {
        var flow = new AttackFlow(Prefix.Parse("203.0.113.7"), 17, 161, 80, 1e6, 100);
        var placement = Placement.Of(TinyInternet.Build(), new("x", AttackSignature.Of([Vector(17, 1, 161)]), [flow, flow with { DestinationPort = 81 }, flow with { Source = Prefix.Parse("8.8.8.8") }]));

        Assert.Equal((1, 1e6), (placement.LostSources, placement.LostBps));
        Assert.Equal(new SendingNetwork(64503, 2e6, 1), Assert.Single(placement.Networks));
    }

    [Fact]
    public void Reflection_is_recognised_by_its_source_ports()
    {
        var signature = AttackSignature.Of([Vector(17, 0.6, 161, 80), Vector(17, 0.3, 53, 80), Vector(17, 0.04, 123, 80), Vector(1, 0.06, null)]);

        Assert.Equal((17, "53,161", ""), ((int)signature.Protocol, string.Join(',', signature.SourcePorts), string.Join(',', signature.DestinationPorts)));
    }

    [Fact]
    public void Direct_attack_is_recognised_by_its_destination_port_when_there_is_one()
    {
        Assert.Equal((ushort)25565, Assert.Single(AttackSignature.Of([Vector(6, 1, null, 25565)]).DestinationPorts));
        Assert.Empty(AttackSignature.Of([Vector(17, 1, null)]).DestinationPorts);
    }

    [Fact]
    public void Signature_matches_the_flows_of_its_vector()
    {
        var match = AttackSignature.Of([Vector(17, 1, 161, 80)]).To(TinyInternet.VictimV4);

        Assert.Null(match.Malformed());
        Assert.False(match.IsDestinationOnly);
    }

    [Theory]
    [InlineData(161, null, "protocol 17 from port 161")]
    [InlineData(null, 80, "protocol 17 to port 80")]
    [InlineData(null, null, "protocol 17")]
    public void Lengths_of_its_packets_narrow_the_signature(int? from, int? to, string words)
    {
        var signature = AttackSignature.Of([Vector(17, 0.7, from, to, bytes: 240.4), Vector(17, 0.29, from, to, bytes: 512), Vector(1, 0.01, null, bytes: 60)]);
        var (wide, narrow) = (signature.To(TinyInternet.VictimV6), signature.ExactlyTo(TinyInternet.VictimV6));

        Assert.Equal(words, signature.ToString());
        Assert.Equal("240-512", Assert.Single(narrow.PacketLengths).ToString());
        Assert.True(narrow.IsWithin(wide));
        Assert.False(wide.IsWithin(narrow));
    }

    [Fact]
    public void IPv6_attack_sends_the_same_from_the_same_networks()
    {
        var internet = TinyInternet.Build();
        var attack = AttackFlows.Of(new("capture", 1e9, [Vector(17, 0.8, 161, 80), Vector(1, 0.2, null)], []));
        attack = attack with { Flows = [.. attack.Flows.Select(f => f with { Source = Prefix.Parse("10.141.3.9") }), attack.Flows[0] with { Source = Prefix.Parse("8.8.8.8") }, attack.Flows[0] with { Source = Prefix.Parse("203.0.113.7") }] };

        var over = attack.OverIPv6(internet);

        Assert.Equal(1, over.LeftOut);
        Assert.Equal(3, over.Flows.Length);
        Assert.All(attack.Flows.Where(f => f.Source != Prefix.Parse("8.8.8.8")).Zip(over.Flows), pair =>
        {
            Assert.True(pair.Second.Source is { IsIPv6: true, IsAddress: true });
            Assert.Equal(internet.HomeOf(pair.First.Source), internet.HomeOf(pair.Second.Source));
            Assert.Equal(pair.First with { Source = pair.Second.Source }, pair.Second);
        });
        Assert.Equal(over.Flows.AsEnumerable(), attack.OverIPv6(internet).Flows);
        Assert.Equal(over.Flows.AsEnumerable(), over.OverIPv6(internet).Flows);
    }

    [Fact]
    public void Scaled_attack_keeps_its_shape()
    {
        var attack = TinyInternet.Attack().ScaledTo(1e9);

        Assert.Equal(1e9, attack.OfferedBps, 1e-3);
        Assert.Equal(1e9 / 8000, attack.Flows.Sum(f => f.Pps), 1e-3);
    }

    [SharedDataFact("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")]
    public void Real_SNMP_reflection_is_played_as_recorded()
    {
        var attack = AttackReader.Read(SharedData.Find("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")!).Attack!;

        Assert.Equal("amp.UDP.snmp.src161", attack.Name);
        Assert.Equal(4276, attack.Sources().Count);
        Assert.Equal(359_481_567, attack.OfferedBps, 1);
        Assert.Equal(186_108, attack.Flows.Sum(f => f.Pps), 186_108 * 0.05);
        Assert.Equal((17, (ushort)161), ((int)attack.Signature.Protocol, Assert.Single(attack.Signature.SourcePorts)));
        Assert.Equal(0.342, attack.Flows.Where(f => f.DestinationPort == 54609).Sum(f => f.Bps) / attack.OfferedBps / 0.973, 0.03);
    }

    [SharedDataFact("data/attacks")]
    public void Every_real_fingerprint_is_read()
    {
        foreach (var file in Directory.GetFiles(SharedData.Find("data/attacks")!, "*.fingerprint.json.gz"))
        {
            var reading = AttackReader.Read(file);
            Assert.Null(reading.Refusal);
            Assert.Equal(file.Contains("spoofed", StringComparison.Ordinal), reading.IsForged);
            Assert.All(reading.Attack!.Sources(), s => Assert.InRange(s.Packets!.Value, 0.5, 1000));
        }
    }

    [SharedDataFact("data/attacks/ipsum-20260822.txt.gz")]
    public void Real_list_of_addresses_is_a_direct_attack()
    {
        var attack = AttackReader.Read(SharedData.Find("data/attacks/ipsum-20260822.txt.gz")!).Attack!;

        Assert.Equal(("ipsum-20260822", 120_430), (attack.Name, attack.Flows.Length));
        Assert.Equal("protocol 6 to port 443", attack.Signature.ToString());
    }

    private static AttackVector Vector(byte protocol, double fraction, int? from, int? to = null, double bytes = 500) =>
        new(protocol, fraction, (ushort?)from, to is { } port ? [new((ushort)port, 1)] : [], bytes, [Prefix.Parse("198.18.9.1")]);
}
