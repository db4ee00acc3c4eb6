using Dots.Mechanism;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class UnitsTests
{
    [Theory]
    [InlineData("\"125\"", 1000, "\"125\"")]
    [InlineData("125", 1000, "\"125\"")]
    [InlineData("\"0\"", 0, "\"0\"")]
    [InlineData("\"0.125\"", 1, "\"0.125\"")]
    [InlineData("\"1250000000000\"", 10_000_000_000_000, "\"1250000000000\"")]
    public void Throughput_is_bytes_on_the_wire_and_bits_inside(string wire, long bits, string sent)
    {
        var request = Accepted<MitigationRequest>(Request($$"""
            "current_throughputs":{"bps":{{wire}},"pps":"7"}
            """));

        Assert.Equal(bits, request.CurrentThroughputs!.Bps);
        Assert.Equal(7, request.CurrentThroughputs.Pps);
        Assert.Contains($$"""{"bps":{{sent}},"pps":"7"}""", Sent(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5", 12_000_000_000, "1.5")]
    [InlineData("\"10\"", 80_000_000_000, "10")]
    [InlineData("0.1", 800_000_000, "0.1")]
    [InlineData("1e2", 800_000_000_000, "100")]
    public void Max_bandwidth_is_gigabytes_on_the_wire_and_bits_inside(string wire, long bits, string sent)
    {
        var request = Accepted<MitigationRequest>(Request($"\"max_bandwidth\":{wire}"));

        Assert.Equal(bits, request.MaxBandwidthBps);
        Assert.Contains($"\"max_bandwidth\":{sent},", Sent(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"max_bandwidth\":1e99")]
    [InlineData("\"max_bandwidth\":-1")]
    [InlineData("\"lifetime\":99999999999")]
    [InlineData("\"lifetime\":1.5")]
    [InlineData("\"lifetime\":\"\"")]
    [InlineData("\"info\":{\"health\":101}")]
    [InlineData("\"info\":{\"severity\":4}")]
    [InlineData("\"info\":{\"started\":1e18}")]
    [InlineData("\"current_throughputs\":{\"bps\":\"1,000\"}")]
    [InlineData("\"peak_throughputs\":{\"bps\":\"9223372036854775807\"}")]
    public void Number_out_of_range_is_500(string member) => Assert.Equal(500, Refused<MitigationRequest>(Request(member)).Status);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("\"600\"", 600)]
    [InlineData("6e2", 600)]
    [InlineData("600.0", 600)]
    public void Lifetime_is_seconds_as_number_or_string(string wire, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Accepted<MitigationRequest>(Request($"\"lifetime\":{wire}")).Lifetime);

    [Fact]
    public void Absent_lifetime_stays_absent()
    {
        var request = Accepted<MitigationRequest>(Request(""));

        Assert.Null(request.Lifetime);
        Assert.DoesNotContain("lifetime", Sent(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", MitigationStatus.Ongoing)]
    [InlineData("\"1\"", MitigationStatus.Ongoing)]
    [InlineData("\"ongoing\"", MitigationStatus.Ongoing)]
    [InlineData("\"pending\"", MitigationStatus.Pending)]
    [InlineData("2", MitigationStatus.Done)]
    [InlineData("\"error\"", MitigationStatus.Error)]
    public void Status_is_read_as_word_or_number_and_sent_as_number(string wire, MitigationStatus status)
    {
        var message = Accepted<MitigationStatusUpdates>(Status($"\"status\":{wire}"));

        Assert.Equal(status, message.Status);
        Assert.Contains($"\"status\":{(int)status}", Sent(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Info_takes_words_and_sends_numbers()
    {
        var request = Accepted<MitigationRequest>(Request("""
            "info":{"attack_types":"syn flood,dns amplification","started":1700000000,"ongoing":"1","severity":"3","direction":"in","health":"50"}
            """));

        Assert.Equal(["syn flood", "dns amplification"], request.Info!.AttackTypes.AsEnumerable());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), request.Info.Started);
        Assert.Contains("""
            "ongoing":1,"severity":3,"direction":0,"health":50
            """.Trim(), Sent(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"true\"", true)]
    [InlineData("true", true)]
    [InlineData("\"false\"", false)]
    [InlineData("false", false)]
    public void Flag_is_read_as_string_or_literal_and_sent_as_string(string wire, bool value)
    {
        var registration = Accepted<Registration>(Registration("", $$"""{"index":"4","need_alias":{{wire}},"ipv4_CIDR":"192.0.2.0/24"}"""));

        Assert.Equal(value, registration.ProtectedZones[0].NeedAlias);
        Assert.Equal(4, registration.ProtectedZones[0].Index);
        Assert.Contains($"\"index\":4,\"need_alias\":\"{(value ? "true" : "false")}\"", Sent(registration), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"null\"")]
    public void Null_path_is_none(string wire)
    {
        var registration = Accepted<Registration>(Registration($"\"tunnel_information\":{wire},\"next_hop\":{wire}"));

        Assert.Null(registration.TunnelInformation);
        Assert.Null(registration.NextHop);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.9.12")]
    public void Another_minor_or_revision_is_accepted(string version) =>
        Assert.Equal(version, Accepted<MitigationRequest>(Utf8(System.Text.Encoding.UTF8.GetString(Request("")).Replace("1.0.0", version, StringComparison.Ordinal))).Version);

    [Theory]
    [InlineData("2.0.0")]
    [InlineData("0.9.0")]
    [InlineData("1.0")]
    [InlineData("one")]
    [InlineData("")]
    public void Another_major_or_no_version_is_400(string version)
    {
        var refusal = Refused<MitigationRequest>(Utf8(System.Text.Encoding.UTF8.GetString(Request("")).Replace("1.0.0", version, StringComparison.Ordinal)));

        Assert.Equal((400, 0), (refusal.Status, refusal.ErrorReason));
        Assert.StartsWith("version ", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_read_in_any_case_and_sent_in_lower_case()
    {
        var request = Accepted<MitigationRequest>(Utf8(System.Text.Encoding.UTF8.GetString(Request("")).Replace(Samples.Id, new string('A', 64), StringComparison.Ordinal)));

        Assert.Equal(Samples.Id, request.AlertId);
        Assert.Equal(Samples.Id, request.SenderId);
    }

    [Fact]
    public void Times_are_rfc3339_with_an_offset()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 3, 7, 27, 500, TimeSpan.Zero), Accepted<MitigationStatusUpdates>(Status("""
            "status":1,"record_time":"2026-11-20T12:07:27.5+09:00"
            """)).RecordTime);
        Assert.Equal(500, Refused<MitigationStatusUpdates>(Status("""
            "status":1,"record_time":"2026-11-20T12:07:27"
            """)).Status);
    }
}
