using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Tests.Input;
using NearSource.Tests.Planning;
using Support;

namespace NearSource.Tests.Attacks;

/// <summary>Captured attacks, and hosts that black lists know, against the routing table of another year.</summary>
public sealed class CapturedAttacksTests
{
    private static readonly Lazy<OriginTable> Announced = new(() =>
    {
        using var text = new StreamReader(Unpacked.Open(Packed.Shared("prefix-origin/asmap-20251204-ipv4.tsv.gz"), 1 << 28));
        return OriginTable.Read(text).Table!;
    });

    [SharedDataTheory("data/attacks/pkt.TCP.synflood.spoofed.fingerprint.json.gz")]
    [InlineData("pkt.TCP.synflood.spoofed", AttackClass.Spoofed)]
    [InlineData("amp.UDP.snmp.src161", AttackClass.Reflection)]
    [InlineData("amp.UDP.bacnet.IOT.37810", AttackClass.Reflection)]
    [InlineData("amp.TCP.reflection.SYNACK", AttackClass.Reflection)]
    [InlineData("amp.UDP.isakmp", AttackClass.Reflection)]
    public void Captures_are_told_apart(string name, AttackClass expected)
    {
        var (match, sources) = Capture(name);

        Assert.Equal(expected, AttackClassifier.Classify(match, sources, Announced.Value).Class);
        Assert.Equal(expected, AttackClassifier.Classify(match, sources, OriginTable.Empty).Class);
    }

    [SharedDataTheory("data/attacks/pkt.TCP.synflood.spoofed.fingerprint.json.gz")]
    [InlineData("pkt.TCP.synflood.spoofed", true)]
    [InlineData("amp.UDP.snmp.src161", false)]
    [InlineData("amp.UDP.bacnet.IOT.37810", false)]
    [InlineData("amp.TCP.reflection.SYNACK", false)]
    [InlineData("amp.UDP.isakmp", false)]
    public void Made_up_sources_are_told_by_where_they_lie_when_no_packets_were_counted(string name, bool forged)
    {
        var (match, sources) = Capture(name);
        var addresses = sources.Select(s => new AttackSource(s.Prefix)).ToImmutableArray();

        Assert.Equal(forged, !AttackClassifier.Classify(match, addresses, Announced.Value).SourcesAreReal);
        if (addresses.Length > 4000)
            Assert.Equal(forged, !AttackClassifier.Classify(match, [.. addresses.Where((_, i) => i % 4 == 0)], Announced.Value).SourcesAreReal);
    }

    [SharedDataTheory("data/attacks/ipsum-20260822.txt.gz")]
    [InlineData(1)]
    [InlineData(100)]
    public void Hosts_on_black_lists_send_themselves(int oneIn)
    {
        using var text = new StreamReader(Unpacked.Open(Packed.Shared("attacks/ipsum-20260822.txt.gz"), 1 << 26));
        var hosts = Lines(text).Where(l => !l.StartsWith('#')).Select(l => Prefix.Parse(l.Split('\t')[0])).Where((_, i) => i % oneIn == 0).Take(100_000).ToList();
        var flood = new TrafficMatch { Destinations = [Given.Target], Protocols = [6], DestinationPorts = [new(443, 443)] };

        foreach (var packets in new double?[] { null, 1, 500 })
            Assert.Equal(AttackClass.Direct, AttackClassifier.Classify(flood, [.. hosts.Select(h => new AttackSource(h, Packets: packets))], Announced.Value).Class);
    }

    private static IEnumerable<string> Lines(StreamReader text)
    {
        while (text.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>The largest vector as its target would describe it.</summary>
    private static (TrafficMatch Match, ImmutableArray<AttackSource> Sources) Capture(string name)
    {
        using var json = JsonDocument.Parse(Unpacked.Open(Packed.Shared($"attacks/{name}.fingerprint.json.gz"), 1 << 26));
        var vector = json.RootElement.GetProperty("attack_vectors")[0];
        var addresses = vector.GetProperty("source_ips").EnumerateArray().Select(a => Prefix.Parse(a.GetString()!)).ToList();
        var each = vector.GetProperty("nr_packets").GetDouble() / addresses.Count;
        var match = new TrafficMatch
        {
            Destinations = [Given.Target], Protocols = [vector.GetProperty("protocol").GetString() == "TCP" ? (byte)6 : (byte)17],
            SourcePorts = vector.GetProperty("source_port") is { ValueKind: JsonValueKind.Number } port ? [new(port.GetUInt16(), port.GetUInt16())] : [],
            DestinationPorts = vector.GetProperty("destination_ports") is { ValueKind: JsonValueKind.Object } to && to.EnumerateObject().ToList() is [{ Name: var only }]
                ? [new(ushort.Parse(only, System.Globalization.CultureInfo.InvariantCulture), ushort.Parse(only, System.Globalization.CultureInfo.InvariantCulture))] : [],
        };
        return (match, [.. addresses.Select(a => new AttackSource(a, Packets: each))]);
    }
}
