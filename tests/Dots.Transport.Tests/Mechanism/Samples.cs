using System.Text;
using Dots.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>One valid message of each kind, with the mandatory attributes only (mechanism, section 3).</summary>
internal static class Samples
{
    internal const string Id = "00000000000000000000000000000000000000000000000000000000000000a1";
    private const string Sender = $"\"version\":\"1.0.0\",\"sender_id\":\"{Id}\",\"sender_asn\":\"64501\"";

    internal const string HeartbeatText = "{" + Sender + "}";
    internal const string AlertText = "{" + Sender + ",\"alert_id\":\"" + Id + "\"}";
    internal const string EfficacyText = "{" + Sender + ",\"alert_id\":\"" + Id + "\",\"attack_status\":\"0\",\"health\":50}";
    internal const string StatusText = "{" + Sender + ",\"alert_id\":\"" + Id + "\",\"status\":1}";
    internal const string RequestText = "{" + Sender + ",\"alert_id\":\"" + Id + "\",\"type\":\"attack\",\"mitigation_action\":1,\"packet_header\":{\"dst_ip\":\"192.0.2.1\"}}";
    internal const string RegistrationText = """{"customer_name":"op1","ip_version":"v4","protected_zone":[{"index":1,"ipv4_CIDR":"192.0.2.0/24"}]}""";
    internal const string CancellingText = """{"customer_id":"c1"}""";
    internal const string SightingRequestText = "{" + Sender + ",\"sighting_id\":\"s1\",\"dst_ip\":\"192.0.2.1\",\"deadline\":1795144047000}";
    internal const string SightingReportText = "{" + Sender + ",\"sighting_id\":\"s1\",\"seen\":0}";

    internal static T Parse<T>(string text) where T : class
    {
        var parsed = MechanismCodec.Parse<T>(Encoding.UTF8.GetBytes(text));
        return parsed.Message ?? throw new InvalidOperationException($"{typeof(T).Name}: {parsed.Refusal}");
    }
}
