using Dots.Addressing;

namespace NearSource.Attacks;

/// <summary>Address space that is nobody's on the Internet (RFC 6890, RFC 8190).</summary>
internal static class UnsentSpace
{
    private static readonly PrefixSet Never = Set("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/8", "fe80::/10", "ff00::/8");

    private static readonly PrefixSet Reserved = Set(
        "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "100::/64", "2001:db8::/32", "fc00::/7");

    /// <summary>Whether no host on any network sends from there.</summary>
    public static bool IsNever(Prefix source) => Never.Covers(source);

    /// <summary>Whether nobody sends from there on the Internet; laboratories number their hosts with it.</summary>
    public static bool IsReserved(Prefix source) => Reserved.Covers(source);

    private static PrefixSet Set(params string[] prefixes) => new(prefixes.Select(Prefix.Parse));
}
