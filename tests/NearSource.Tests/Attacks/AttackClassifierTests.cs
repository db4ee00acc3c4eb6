using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Input;
using NearSource.Attacks;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Tests.Input;
using NearSource.Tests.Planning;
using Support;

namespace NearSource.Tests.Attacks;

public sealed class AttackClassifierTests
{
    // 10.0.0.0/8 in /20s is announced, nothing else.
    private static readonly OriginTable Origins = OriginTable.Of(Enumerable.Range(0, 4096).Select(n => new Origin(Prefix.Create((UInt128)((10u << 24) | ((uint)n << 12)), 20, false), 1)));

    [Fact]
    public void Traffic_from_a_service_that_amplifies_is_reflection() => Assert.Equal(AttackClass.Reflection, Class(Given.Reflection, Sources(500, 300)));

    [Fact]
    public void Traffic_from_any_port_of_hosts_that_repeat_themselves_is_direct() => Assert.Equal(AttackClass.Direct, Class(Given.Direct, Sources(500, 300)));

    [Fact]
    public void Thousand_sources_with_a_packet_each_are_forged() => Assert.Equal(AttackClass.Spoofed, Class(Given.Direct, Sources(1000, 1)));

    [Fact]
    public void Handful_of_sources_with_a_packet_each_proves_nothing() => Assert.Equal(AttackClass.Direct, Class(Given.Direct, Sources(20, 1)));

    [Fact]
    public void Sources_in_space_that_nobody_announces_are_forged() =>
        Assert.Equal(AttackClass.Spoofed, Class(Given.Direct, [.. Sources(400, 300), .. Sources(150, 300, 99)]));

    [Fact]
    public void Few_sources_that_the_table_lacks_are_not() => Assert.Equal(AttackClass.Direct, Class(Given.Direct, [.. Sources(400, 300), .. Sources(40, 300, 99)]));

    [Fact]
    public void Table_that_knows_nothing_accuses_nobody() =>
        Assert.Equal(AttackClass.Direct, AttackClassifier.Classify(Given.Direct, Sources(500, 300), OriginTable.Empty).Class);

    [Fact]
    public void Sources_inside_the_target_are_forged() =>
        Assert.Equal(AttackClass.Spoofed, Class(new() { Destinations = [Prefix.Parse("10.0.0.0/16")] }, Sources(500, 300)));

    [Fact]
    public void Nothing_told_is_unknown() => Assert.Equal(AttackClass.Unknown, Class(Given.Direct, []));

    [Theory]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.0.2.0/24", true)]
    public void Carpet_bombing_spreads_over_a_prefix(string target, bool carpet) =>
        Assert.Equal(carpet, AttackClassifier.Classify(new() { Destinations = [Prefix.Parse(target)] }, Sources(500, 300), Origins).CarpetBombing);

    [Fact]
    public void Short_look_at_many_reflectors_is_still_reflection() => Assert.Equal(AttackClass.Reflection, Class(Given.Reflection, Sources(1000, 1)));

    [SharedDataTheory("data/attacks/pkt.TCP.synflood.spoofed.fingerprint.json.gz")]
    [InlineData("pkt.TCP.synflood.spoofed", AttackClass.Spoofed)]
    [InlineData("amp.UDP.snmp.src161", AttackClass.Reflection)]
    [InlineData("amp.UDP.bacnet.IOT.37810", AttackClass.Reflection)]
    [InlineData("amp.TCP.reflection.SYNACK", AttackClass.Reflection)]
    public void Real_captures_are_told_apart(string name, AttackClass expected)
    {
        using var json = JsonDocument.Parse(Unpacked.Open(Packed.Shared($"attacks/{name}.fingerprint.json.gz"), 1 << 26));
        var vector = json.RootElement.GetProperty("attack_vectors")[0];
        var addresses = vector.GetProperty("source_ips").EnumerateArray().Select(a => Prefix.Parse(a.GetString()!)).ToList();
        var each = vector.GetProperty("nr_packets").GetDouble() / addresses.Count;
        var match = vector.GetProperty("source_port") is { ValueKind: JsonValueKind.Number } port
            ? new TrafficMatch { Destinations = [Given.Target], Protocols = [vector.GetProperty("protocol").GetString() == "TCP" ? (byte)6 : (byte)17], SourcePorts = [new(port.GetUInt16(), port.GetUInt16())] }
            : Given.Direct;

        Assert.Equal(expected, AttackClassifier.Classify(match, [.. addresses.Select(a => new AttackSource(a, Packets: each))], OriginTable.Empty).Class);
    }

    private static AttackClass Class(TrafficMatch match, ImmutableArray<AttackSource> sources) => AttackClassifier.Classify(match, sources, Origins).Class;

    private static ImmutableArray<AttackSource> Sources(int count, double packets, uint net = 10) =>
        [.. Enumerable.Range(0, count).Select(n => new AttackSource(Prefix.Create((UInt128)((net << 24) | (uint)n), 32, false), Packets: packets))];
}
