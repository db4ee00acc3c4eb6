using System.Text;
using Dots.Mechanism;
using static Dots.Tests.Mechanism.Bodies;

namespace Dots.Tests.Mechanism;

public class RefusalTests
{
    private static readonly MechanismRefusal Outside = new(403, 255, "packet_header.dst_ip 198.51.100.9 is outside op2's zones");

    [Fact]
    public void Error_is_the_request_with_two_attributes_more() =>
        Assert.Equal(
            """{ "version": "1.0.0", "x": [1, {"y":"\u00e9"}],"error_reason":255,"error_detail":"packet_header.dst_ip 198.51.100.9 is outside op2's zones"}""".Replace("{ \"v", "{\"v", StringComparison.Ordinal),
            Encode(Outside, """{ "version": "1.0.0", "x": [1, {"y":"\u00e9"}] }""").Replace("\"1.0.0\",\"x\"", "\"1.0.0\", \"x\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}}")]
    [InlineData("<html>")]
    public void Error_about_no_object_is_the_two_attributes_alone(string body) =>
        Assert.Equal("""{"error_reason":255,"error_detail":"packet_header.dst_ip 198.51.100.9 is outside op2's zones"}""", Encode(Outside, body));

    [Fact]
    public void Error_about_a_status_has_one_reason() =>
        Assert.Equal("""{"status":3,"error_reason":0,"error_detail":"no"}""", Encode(new(400, 0, "no"), """{"error_reason":255,"status":3,"error\u005fdetail":"mine"}"""));

    [Fact]
    public void Clock_that_is_off_is_told_by_how_much() =>
        Assert.Equal(
            """{"error_reason":255,"error_detail":"stale","server_time":"2026-11-20T03:07:27.5Z","skew_s":-61.5}""",
            Encode(new(403, 255, "stale") { ServerTime = new(2026, 11, 20, 3, 7, 27, 500, TimeSpan.Zero), SkewSeconds = -61.5 }, "{}"));

    [Fact]
    public void Error_is_read_as_it_was_written()
    {
        var refusal = new MechanismRefusal(403, 255, "stale \"clock\"") { ServerTime = new(2026, 11, 20, 3, 7, 27, TimeSpan.Zero), SkewSeconds = 61 };

        Assert.Equal(refusal, MechanismCodec.ReadRefusal(403, MechanismCodec.EncodeRefusal(refusal, MechanismCodec.Encode(Samples.MitigationRequest))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("{\"error_reason\":[],\"error_detail\":null}")]
    public void Error_of_something_else_is_its_status(string body) => Assert.Equal(new(502, null, ""), MechanismCodec.ReadRefusal(502, Utf8(body)));

    [Fact]
    public void Names_and_limits_of_messages_are_those_of_the_mechanism()
    {
        Assert.Equal("mitigation_termination_status_acknowledgement", MessageName.MitigationTerminationStatusAcknowledgement.WireName());
        Assert.Equal(
            ["registration", "registration_cancelling", "mitigation_request", "mitigation_efficacy_updates", "mitigation_status_updates", "mitigation_termination_request",
                "mitigation_termination_status_acknowledgement", "heartbeat", "sighting_request", "sighting_report"],
            Enum.GetValues<MessageName>().Select(name => name.WireName()));
        Assert.True(MessageNames.TryParse("heartbeat", out var heartbeat) && heartbeat == MessageName.Heartbeat);
        Assert.False(MessageNames.TryParse("Heartbeat", out _));
        Assert.Equal(4 << 20, MessageName.MitigationRequest.MaxBytes());
        Assert.Equal(64 << 10, MessageName.Registration.MaxBytes());
        Assert.Equal([MessageName.Registration, MessageName.RegistrationCancelling], Enum.GetValues<MessageName>().Where(name => name.IsProvisioning()));
    }

    private static string Encode(MechanismRefusal refusal, string body) => Encoding.UTF8.GetString(MechanismCodec.EncodeRefusal(refusal, Utf8(body)));
}
