using System.Globalization;

namespace Controller.Policy;

/// <summary>"/24" to "/32" for IPv4, "/48" to "/128" for IPv6: a /32 can only be meant for IPv4, IPv6 stops at /48.</summary>
internal static class ScopeLength
{
    public const string Expected = "expected /24 to /32 or /48 to /128";

    /// <summary>Null for anything else.</summary>
    public static (int Length, bool IPv4)? Of(string? text) =>
        text is ['/', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is (>= 24 and <= 32) or (>= 48 and <= 128)
            ? (length, length <= 32)
            : null;
}
