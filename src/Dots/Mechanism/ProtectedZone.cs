using Dots.Addressing;

namespace Dots.Mechanism;

/// <summary>One protected_zone: exactly one of the address forms is given. Only prefixes grant address space (mechanism, section 3).</summary>
public sealed record ProtectedZone
{
    public int Index { get; init; }

    public bool NeedAlias { get; init; }

    /// <summary>ipv4_CIDR.</summary>
    public Prefix? IPv4 { get; init; }

    /// <summary>ipv6_address.</summary>
    public Prefix? IPv6 { get; init; }

    public string? BgpRoute { get; init; }

    public string? SipUri { get; init; }

    public string? E164Number { get; init; }

    public string? DnsName { get; init; }

    /// <summary>The address space, when the zone is given as such.</summary>
    public Prefix? Prefix => IPv4 ?? IPv6;
}
