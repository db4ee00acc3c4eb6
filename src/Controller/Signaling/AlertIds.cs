using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Controller.Signaling;

/// <summary>alert_ids that this member chooses (draft-nishizuka-dots-inter-domain-mechanism-02, 5.2.1): 64 hex digits from the target, the time and a nonce.</summary>
internal static class AlertIds
{
    public static string New(string target, TimeProvider time) => Convert.ToHexStringLower(SHA256.HashData(
        [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{target} {time.GetUtcNow():O} ")), .. RandomNumberGenerator.GetBytes(16)]));
}
