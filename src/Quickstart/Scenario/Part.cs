using System.Collections.Immutable;
using Dots.Addressing;

namespace Quickstart.Scenario;

/// <summary>The network that plays one of the operators.</summary>
/// <param name="Name">The member's id, op1 to op8.</param>
/// <param name="Asn">The AS it runs.</param>
/// <param name="V4">An IPv4 /24 of its own.</param>
/// <param name="V6">An IPv6 /48 of its own.</param>
internal sealed record Part(string Name, uint Asn, Prefix V4, Prefix V6)
{
    public ImmutableArray<Prefix> Prefixes => [V4, V6];
}

/// <summary>Who plays op1 to op8, in that order.</summary>
internal sealed record Cast(ImmutableArray<Part> Parts)
{
    public const int Size = 8;

    // The upper half of op1's space, and an address in it.
    private const int HostV4 = 200, HostV6 = 0xc8;

    public Part Asker => Parts[0];

    public IEnumerable<Part> Helpers => Parts.Skip(1);

    /// <summary>Member id to the AS it runs.</summary>
    public ImmutableDictionary<string, uint> Operators => Parts.ToImmutableDictionary(p => p.Name, p => p.Asn, StringComparer.Ordinal);

    /// <summary>customer1's part of op1's prefixes.</summary>
    public ImmutableArray<Prefix> CustomerPrefixes => [UpperHalf(Asker.V4), UpperHalf(Asker.V6)];

    /// <summary>The attacked address: customer1's, delegated by op1.</summary>
    public Prefix Victim(bool ipv6) => ipv6
        ? Prefix.Create(CustomerPrefixes[1].Bits + HostV6, 128, v6: true)
        : Prefix.Create(Asker.V4.Bits + HostV4, 32, v6: false);

    private static Prefix UpperHalf(Prefix whole) => Prefix.Create(whole.Bits | (UInt128.One << (whole.Width - whole.Length - 1)), whole.Length + 1, whole.IsIPv6);
}
