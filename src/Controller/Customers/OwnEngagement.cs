using System.Security.Cryptography;
using System.Text;

namespace Controller.Customers;

/// <summary>
/// Ids of the orders that this operator gives itself: CUSTOMER:ALERT/own/NAME. An orchestrator's end in ALERT/NAME, and one that claims to be an own one is
/// refused, so that neither can touch the other's.
/// </summary>
internal static class OwnEngagement
{
    private const string Mark = "/own/";

    public static string Of(string customer, string alert, string member) => $"{CustomerMitigation.KeyOf(customer, alert)}{Mark}{member}";

    public static bool Is(string engagement) => engagement.Contains(Mark, StringComparison.Ordinal);

    /// <summary>Key of the mitigation it belongs to.</summary>
    public static string MitigationOf(string engagement) => engagement[..engagement.IndexOf(Mark, StringComparison.Ordinal)];

    /// <summary>Customers choose alert_ids as they like, also one that an orchestrator minted.</summary>
    public static string AlertOf(string engagement) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(engagement)));
}
