using System.Text;
using Dots.Mechanism;

namespace Dots.Tests.Mechanism;

/// <summary>Bodies as a peer would write them by hand.</summary>
internal static class Bodies
{
    public static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>A request with these members besides the mandatory ones but packet_header.</summary>
    public static byte[] Request(string members, string header = """ "dst_ip":"192.0.2.1" """) => Utf8(
        $$"""{"version":"1.0.0","type":"attack","alert_id":"{{Samples.Id}}","sender_id":"{{Samples.Id}}","sender_asn":"64502","mitigation_action":1,"packet_header":{{{header}}}{{(members.Length == 0 ? "" : ",")}}{{members}}}""");

    public static byte[] Status(string members) => Utf8(
        $$"""{"version":"1.0.0","alert_id":"{{Samples.Id}}","sender_id":"{{Samples.Id}}","sender_asn":"64502",{{members}}}""");

    public static byte[] Registration(string members, string zones = """{"index":0,"ipv4_CIDR":"192.0.2.0/24"}""", string version = "v4") => Utf8(
        $$"""{"customer_name":"op2","ip_version":"{{version}}","protected_zone":[{{zones}}]{{(members.Length == 0 ? "" : ",")}}{{members}}}""");

    public static T Accepted<T>(byte[] body)
    {
        var parsed = MechanismCodec.Parse<T>(body.AsMemory());
        Assert.True(parsed.IsAccepted, parsed.Refusal?.Detail);
        return parsed.Message;
    }

    public static MechanismRefusal Refused<T>(byte[] body)
    {
        var parsed = MechanismCodec.Parse<T>(body.AsMemory());
        Assert.False(parsed.IsAccepted, "accepted: " + Encoding.UTF8.GetString(body));
        return parsed.Refusal;
    }

    /// <summary>What is sent for the message.</summary>
    public static string Sent<T>(T message) => Encoding.UTF8.GetString(MechanismCodec.Encode(message));
}
