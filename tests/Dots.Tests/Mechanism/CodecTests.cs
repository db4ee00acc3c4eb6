using System.Security.Cryptography;
using System.Text;
using Dots.Mechanism;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class CodecTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("// c\n{}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"\\ud800\":1}")]
    public void Body_that_is_no_json_object_is_400(string body)
    {
        var refusal = Refused<Heartbeat>(Utf8(body));

        Assert.Equal((400, 0), (refusal.Status, refusal.ErrorReason));
    }

    [Fact]
    public void Body_that_is_no_utf8_is_400() => Assert.Equal(400, Refused<Heartbeat>([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']).Status);

    [Fact]
    public void Half_a_surrogate_pair_is_500_in_a_value() => Assert.Equal(500, Refused<RegistrationCancelling>(Utf8("""{"customer_id":"\udc00"}""")).Status);

    [Fact]
    public void Escaped_names_and_values_mean_what_they_spell() =>
        Assert.Equal("\u00e9\ud83d\ude00", Accepted<RegistrationCancelling>(Utf8("""{"customer\u005fid":"\u00e9\ud83d\ude00"}""")).CustomerId);

    [Theory]
    [InlineData("""{"customer_id":"a","customer\u005fid":"a"}""")]
    [InlineData("""{"customer_id":"a","extensions":{"x":{"y":[{"z":1,"\u007a":2}]}}}""")]
    [InlineData("""{"customer_id":"a","extensions":{"x":1,"x":2}}""")]
    [InlineData("""{"customer_id":"a","unheard_of":1,"unheard_of":2}""")]
    public void Name_given_twice_anywhere_is_400(string body) => Assert.Contains("twice", Refused<RegistrationCancelling>(Utf8(body)).Detail, StringComparison.Ordinal);

    [Fact]
    public void What_is_missing_is_said_before_what_is_invalid()
    {
        var refusal = Refused<MitigationRequest>(Utf8("""{"unheard_of":1,"type":"defence","packet_header":{"TTL":"x"}}"""));

        Assert.Equal(400, refusal.Status);
    }

    [Fact]
    public void Missing_header_is_named_by_its_mandatory_attribute() =>
        Assert.Equal("packet_header.dst_ip is missing", Refused<MitigationRequest>(
            Utf8(Encoding.UTF8.GetString(Request("")).Replace(",\"packet_header\":{ \"dst_ip\":\"192.0.2.1\" }", "", StringComparison.Ordinal))).Detail);

    [Fact]
    public void Shown_value_is_cut_to_64_characters_and_one_line()
    {
        var refusal = Refused<MitigationRequest>(Request($"\"lifetime\":[\n\"{new string('x', 500)}\"]"));

        Assert.Equal($"lifetime [ \"{new string('x', 61)}...: not a whole number from 0 to 2147483647", refusal.Detail);
    }

    [Fact]
    public void Unknown_members_are_bounded_where_they_are_ignored()
    {
        var members = string.Join(',', Enumerable.Range(0, 1025).Select(n => $"\"m{n}\":0"));
        var refusal = Refused<Heartbeat>(Utf8($$$"""{"version":"1.0.0","sender_id":"{{{Samples.Id}}}","sender_asn":"0","extensions":{ {{{members}}} } }"""));

        Assert.Equal("extensions has more than 1024 unknown members", refusal.Detail);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Payload_is_checked_by_its_hash_inside_and_beside(bool inside, bool beside, bool isWhole)
    {
        byte[] content = [0, 1, 2, 255];
        var hash = Convert.ToHexString(SHA256.HashData(isWhole ? content : [1]));
        var body = Request($$"""
            "vendor":{"payload":{{{(inside ? $"\"hash\":\"{hash}\"," : "")}}"content":"{{Convert.ToBase64String(content)}}"}{{(beside ? $",\"hash\":\"{hash}\"" : "")}}}
            """);

        if (isWhole)
            Assert.Equal(content, Accepted<MitigationRequest>(body).Vendor!.Payload!.Content.AsEnumerable());
        else
            Assert.StartsWith(inside ? "vendor.payload.hash" : "vendor.hash", Refused<MitigationRequest>(body).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Withdrawal_carries_its_revision()
    {
        var termination = Samples.MitigationTerminationRequest with { Extension = new() { Engagement = new() { Id = "mit-1/op2", Revision = 4, NotAfter = DateTimeOffset.FromUnixTimeSeconds(1700000000) } } };

        Assert.EndsWith("""
            "extensions":{"orchestrator":{"version":1,"engagement":{"id":"mit-1/op2","revision":4,"not_after":1700000000}}}}
            """.Trim(), Sent(termination), StringComparison.Ordinal);
        Assert.Equal(4, Accepted<MitigationTerminationRequest>(MechanismCodec.Encode(termination)).Extension!.Engagement!.Revision);
    }

    [Fact]
    public void Status_inside_a_heartbeat_may_know_more_than_this_code()
    {
        var body = Encoding.UTF8.GetString(MechanismCodec.Encode(Samples.Heartbeat)).Replace("\"status\":3,", "\"status\":3,\"new\":{},", StringComparison.Ordinal);

        Assert.Single(Accepted<Heartbeat>(Utf8(body)).Extension!.Mitigations);
    }
}
