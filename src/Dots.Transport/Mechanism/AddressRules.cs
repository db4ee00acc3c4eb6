using System.Net;

namespace Dots.Transport.Mechanism;

/// <summary>Which addresses a peer's URL may lead to: public unicast ones (IANA special-purpose registries, RFC 6890), in development also private ones.</summary>
internal static class AddressRules
{
    private static readonly (IPNetwork Network, string Reason)[] NeverCalled =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved or broadcast address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
    ];

    private static readonly (IPNetwork Network, string Reason)[] Private =
    [
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "a shared address of a carrier"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.0.0.0/24"), "a special-purpose address"),
        (IPNetwork.Parse("192.0.2.0/24"), "a documentation address"),
        (IPNetwork.Parse("192.88.99.0/24"), "an address of 6to4 relays"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmarking address"),
        (IPNetwork.Parse("198.51.100.0/24"), "a documentation address"),
        (IPNetwork.Parse("203.0.113.0/24"), "a documentation address"),
        (IPNetwork.Parse("2001::/23"), "a special-purpose (Teredo, benchmarking, ORCHID) address"),
        (IPNetwork.Parse("2001:db8::/32"), "a documentation address"),
        (IPNetwork.Parse("3fff::/20"), "a documentation address"),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why an address is not called, or null when it is.</summary>
    internal static string? Refuses(IPAddress address, bool allowPrivate)
    {
        if (Embedded(address) is { } inner)
            return Refuses(inner, allowPrivate);
        if (Find(NeverCalled, address) is { } never)
            return never;
        if (allowPrivate)
            return null;
        if (Find(Private, address) is { } reason)
            return reason;
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && !Global.Contains(address) ? "not a public address" : null;
    }

    // Through a translator these reach the IPv4 address they carry, private ones included.
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (SixToFour.Contains(address))
            return new IPAddress(address.GetAddressBytes().AsSpan(2, 4));
        return Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12, 4)) : null;
    }

    private static string? Find((IPNetwork Network, string Reason)[] table, IPAddress address)
    {
        foreach (var (network, reason) in table)
            if (network.Contains(address))
                return reason;
        return null;
    }
}
