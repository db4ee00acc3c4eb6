using System.Globalization;

namespace Conformance.Tests.NearSource;

/// <summary>
/// Where everything is in the hand-made worlds, so that a test can say "from 131" and a reader knows the addresses: AS n announces 20.H.L.0/24 and 2a00:H:L::/48,
/// with n = H * 100 + L. Operators are called m and their AS, askers a and their AS.
/// </summary>
internal static class Atlas
{
    public static string V4(int asn) => string.Create(CultureInfo.InvariantCulture, $"20.{asn / 100}.{asn % 100}.0/24");

    public static string V6(int asn) => string.Create(CultureInfo.InvariantCulture, $"2a00:{asn / 100}:{asn % 100}::/48");

    /// <summary>One address of an AS.</summary>
    public static string At(int asn, int last = 1) => string.Create(CultureInfo.InvariantCulture, $"20.{asn / 100}.{asn % 100}.{last}");

    public static string At6(int asn, int last = 1) => string.Create(CultureInfo.InvariantCulture, $"2a00:{asn / 100}:{asn % 100}::{last:x}");

    /// <summary>An origin table of these.</summary>
    public static string Table(IEnumerable<int> asns) => string.Concat(asns.Select(a => $"{V4(a)}\t{a}\n{V6(a)}\t{a}\n"));
}
