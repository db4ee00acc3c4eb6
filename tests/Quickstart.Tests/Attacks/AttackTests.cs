using System.Collections.Immutable;
using Dots.Addressing;
using Quickstart.Attacks;
using Quickstart.Internet;
using Support;

namespace Quickstart.Tests.Attacks;

public sealed class AttackTests
{
    [Fact]
    public void Built_in_attack_sends_its_rate_from_four_sources_a_point()
    {
        var attack = BuiltInAttack.Reflection(DefaultInternet.Build());

        Assert.Equal(400, attack.Sources().Count);
        Assert.Equal(40e9, attack.OfferedBps, 1e-3);
        Assert.All(attack.Flows, f => Assert.Equal((17, 161), ((int)f.Protocol, (int)f.SourcePort)));
    }

    [Fact]
    public void Built_in_attack_exists_in_IPv6_too()
    {
        var internet = DefaultInternet.Build();

        var attack = BuiltInAttack.Reflection(internet, ipv6: true);

        Assert.Equal(400, attack.Sources().Count);
        Assert.All(attack.Flows, f => Assert.True(f.Source.IsIPv6 && internet.System(internet.OriginOf(f.Source)).Hosts > 0));
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
        var match = AttackSignature.Of([Vector(17, 1, 161, 80)]).To(DefaultInternet.VictimV4);

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
        var (wide, narrow) = (signature.To(DefaultInternet.VictimV6), signature.ExactlyTo(DefaultInternet.VictimV6));

        Assert.Equal(words, signature.ToString());
        Assert.Equal("240-512", Assert.Single(narrow.PacketLengths).ToString());
        Assert.True(narrow.IsWithin(wide));
        Assert.False(wide.IsWithin(narrow));
    }

    [Fact]
    public void Twin_in_IPv6_sends_the_same_from_the_same_networks()
    {
        var internet = DefaultInternet.Build();
        var attack = AttackFlows.Of(new("capture", 1e9, [Vector(17, 0.8, 161, 80), Vector(1, 0.2, null)]));
        attack = attack with { Flows = [.. attack.Flows, attack.Flows[0] with { Source = Prefix.Parse("1.10.147.219") }, attack.Flows[0] with { Source = Prefix.Parse("10.141.3.9") }] };

        var twin = attack.OverIPv6(internet);

        Assert.All(attack.Flows.Zip(twin.Flows), pair =>
        {
            Assert.True(pair.Second.Source is { IsIPv6: true, IsAddress: true });
            Assert.Equal(internet.OriginOf(pair.First.Source), internet.OriginOf(pair.Second.Source));
            Assert.Equal(pair.First with { Source = pair.Second.Source }, pair.Second);
        });
        Assert.Equal(attack.Sources().Count, twin.Sources().Count);
        Assert.Equal(twin.Flows.AsEnumerable(), attack.OverIPv6(internet).Flows);
        Assert.Equal(twin.Flows.AsEnumerable(), twin.OverIPv6(internet).Flows);
    }

    [Fact]
    public void Scaled_attack_keeps_its_shape()
    {
        var attack = BuiltInAttack.Reflection(DefaultInternet.Build()).ScaledTo(1e9);

        Assert.Equal(1e9, attack.OfferedBps, 1e-3);
        Assert.Equal(1e9 / 8000, attack.Flows.Sum(f => f.Pps), 1e-3);
    }

    [SharedDataFact("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")]
    public void Real_SNMP_reflection_is_played_as_recorded()
    {
        var reading = FingerprintReader.Read(SharedData.Find("data/attacks/amp.UDP.snmp.src161.fingerprint.json.gz")!);
        var attack = AttackFlows.Of(reading.Fingerprint!);

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
            var reading = FingerprintReader.Read(file);
            Assert.Null(reading.Refusal);
            Assert.Equal(reading.Fingerprint!.AvgBps, AttackFlows.Of(reading.Fingerprint).OfferedBps, 1);
        }
    }

    private static AttackVector Vector(byte protocol, double fraction, int? from, int? to = null, double bytes = 500) =>
        new(protocol, fraction, (ushort?)from, to is { } port ? [new((ushort)port, 1)] : [], bytes, [Prefix.Parse("198.18.9.1")]);
}
