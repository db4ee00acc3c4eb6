using System.Text;
using Controller.Detection;
using Controller.Settings;

namespace Controller.Tests.Detection;

/// <summary>What detectors write, right and wrong.</summary>
public sealed class FeedFormatTests
{
    private static readonly ScrapeSettings Names = new();

    [Fact]
    public void Line_of_a_command_is_a_sample()
    {
        var sample = Line("""{"target":"192.0.2.1","pps":1e5,"bps":8e8,"connections":3,"sources":4,"attack_types":["udp_flood"],"protocols":[17],"source_ports":["53"],"source_prefixes":["198.51.100.0/24"],"congested":true}""");

        Assert.Equal(("192.0.2.1/32", 1e5, 8e8, true), (sample.Target.ToString(), sample.Pps, sample.Bps, sample.Congested));
        Assert.Equal(("192.0.2.1", "17", "53"), (sample.Header().Targets.Single(), sample.Header().Protocols.Single().ToString(), sample.Header().SourcePorts.Single().ToString()));
    }

    [Theory]
    [InlineData("""{"pps":1}""", "target")]
    [InlineData("""{"target":"192.0.2.300"}""", "192.0.2.300")]
    [InlineData("""{"target":"192.0.0.0/16"}""", "wider than")]
    [InlineData("""{"target":"192.0.2.1","pss":1}""", "pss")]
    [InlineData("""{"target":"192.0.2.1","pps":-1}""", "0 or more")]
    [InlineData("""{"target":"192.0.2.1","source_ports":["x"]}""", "source_ports")]
    [InlineData("""{"target":"192.0.2.1","attack_types":["a,b"]}""", "attack_types")]
    [InlineData("hello", "invalid")]
    public void Line_that_is_no_sample_is_refused_and_says_why(string line, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => Line(line)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Metrics_of_one_target_make_one_sample()
    {
        var samples = MetricsText.Read(
            """
            # HELP target_packets_per_second as the exporter counts
            # TYPE target_packets_per_second gauge
            target_packets_per_second{target="192.0.2.1"} 120000
            target_bits_per_second{iface="eth0, \"up\"", target="192.0.2.1",} 9.6e8 1700000000000
            target_sources{target="2001:db8::/64"} 17
            node_load1 0.21
            up{target="not an address"} 1
            """,
            Names).OrderBy(s => s.Target).ToArray();

        Assert.Equal([("192.0.2.1/32", 120_000, 9.6e8, null), ("2001:db8::/64", null, null, 17)], samples.Select(s => (s.Target.ToString(), s.Pps, s.Bps, s.Sources)));
    }

    [Theory]
    [InlineData("target_packets_per_second 5")]
    [InlineData("""target_packets_per_second{target="192.0.2.1"} many""")]
    [InlineData("""target_packets_per_second{target="192.0.2.1"} NaN""")]
    [InlineData("""target_packets_per_second{target="192.0.2.1} 5""")]
    [InlineData("""target_packets_per_second{target="nowhere"} 5""")]
    [InlineData("""target_packets_per_second{target="10.0.0.0/8"} 5""")]
    [InlineData("""target_packets_per_second{other="192.0.2.1"} 5""")]
    public void Metric_that_cannot_be_read_names_its_line(string line) =>
        Assert.StartsWith("line 2:", Assert.Throws<FormatException>(() => MetricsText.Read("up 1\n" + line, Names)).Message, StringComparison.Ordinal);

    [Fact]
    public void Ban_of_FastNetMon_is_an_alarm_in_bits()
    {
        var notice = FastNetMonJson.Read("""
            {"ip":"192.0.2.7","action":"ban","alert_scope":"host","attack_details":{"attack_uuid":"041eb504-2b33-4ff7-a6b7-8235408d5062","attack_severity":"middle","attack_type":"udp_flood",
             "attack_direction":"incoming","attack_protocol":"udp","total_incoming_traffic":15253500,"total_incoming_pps":282472,"total_incoming_flows":12}}
            """u8.ToArray())!;

        Assert.True(notice.On);
        Assert.Equal(("192.0.2.7/32", 122_028_000, 282_472, 12), (notice.Sample.Target.ToString(), notice.Sample.Bps, notice.Sample.Pps, notice.Sample.Connections));
        Assert.Equal(("udp_flood", 17), (notice.Sample.AttackTypes.Single(), notice.Sample.Protocols.Single()));
    }

    [Fact]
    public void Unban_is_the_end_and_what_goes_out_or_has_no_single_target_is_nobodys_attack()
    {
        Assert.False(FastNetMonJson.Read("""{"ip":"192.0.2.7","action":"unban"}"""u8.ToArray())!.On);
        Assert.Null(FastNetMonJson.Read("""{"ip":"192.0.2.7","action":"ban","attack_details":{"attack_direction":"outgoing"}}"""u8.ToArray()));
        Assert.Null(FastNetMonJson.Read("""{"action":"ban","alert_scope":"hostgroup"}"""u8.ToArray()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"ip":"192.0.2.7","action":"dance"}""")]
    [InlineData("""{"ip":"here","action":"ban"}""")]
    public void Other_documents_are_no_notifications(string text) =>
        Assert.Throws<FormatException>(() => FastNetMonJson.Read(Encoding.UTF8.GetBytes(text)));

    private static Sample Line(string line) => Sample.Read(Encoding.UTF8.GetBytes(line));
}
