using System.Text;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>What a sender makes of a refusal (mechanism, section 4: error_reason decides whether to retry).</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(MessageName.Registration, 400, 0, true)]
    [InlineData(MessageName.Registration, 500, 1, true)]
    [InlineData(MessageName.Registration, 500, 2, false)]
    [InlineData(MessageName.Registration, 500, 4, true)]
    [InlineData(MessageName.Registration, 500, 5, true)]
    [InlineData(MessageName.Registration, 409, 3, true)]
    [InlineData(MessageName.MitigationRequest, 500, 0, true)]
    [InlineData(MessageName.MitigationRequest, 500, 1, false)]
    [InlineData(MessageName.MitigationRequest, 500, 4, true)]
    [InlineData(MessageName.MitigationRequest, 500, null, false)]
    [InlineData(MessageName.MitigationRequest, 403, 255, true)]
    [InlineData(MessageName.MitigationRequest, 401, 255, true)]
    [InlineData(MessageName.MitigationRequest, 413, 255, true)]
    [InlineData(MessageName.MitigationRequest, 429, 255, false)]
    [InlineData(MessageName.MitigationRequest, 503, 1, false)]
    [InlineData(MessageName.MitigationRequest, 408, 255, false)]
    public void Refusal_is_permanent_or_not_by_status_and_reason(MessageName name, int status, int? reason, bool permanent) =>
        Assert.Equal(permanent, Permanence.Of(name, new MechanismRefusal(status, reason, "")));

    [Fact]
    public void Stale_date_is_not_permanent() =>
        Assert.False(Permanence.Of(MessageName.Heartbeat, Read("""{"error_reason":255,"error_detail":"stale","server_time":"2026-11-20T03:07:27Z","skew_s":-90}""", 403)));

    [Fact]
    public void Error_attributes_are_found_among_the_requests_own()
    {
        var refusal = Read("""{"version":"1.0.0","packet_header":{"error_reason":9},"error_detail":"dst_ip is outside","list":[1,{"a":2}],"error_reason":255}""", 403);

        Assert.Equal((403, 255, "dst_ip is outside"), (refusal.Status, refusal.ErrorReason, refusal.Detail));
    }

    [Fact]
    public void Reason_may_be_a_string() => Assert.Equal(3, Read("""{"error_reason":"3"}""").ErrorReason);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("""{"error_reason":[1],"error_detail":{}}""")]
    [InlineData("""{"error_reason":1e400}""")]
    [InlineData("""{"error_reason":"x"}""")]
    [InlineData("{\"error_detail\":\"\\ud800\"}")]
    public void Body_without_a_reason_leaves_it_open(string body) => Assert.Null(Read(body).ErrorReason);

    [Fact]
    public void Detail_is_bounded_and_without_control_characters()
    {
        var refusal = Read("{\"error_detail\":\"a\\r\\nb" + new string('x', 5000) + "\"}");

        Assert.StartsWith("a??b", refusal.Detail);
        Assert.Equal(1024, refusal.Detail.Length);
    }

    private static MechanismRefusal Read(string body, int status = 500) => RefusalReader.Read(status, null, Encoding.UTF8.GetBytes(body));
}
