using Dots.Addressing;
using NearSource.Origins;

namespace Quickstart.Internet;

/// <summary>What every network announces: the first of it that nobody else announces too, as one IPv4 /24 and one IPv6 /48. Immutable.</summary>
internal sealed class OwnSpace
{
    private const int LengthV4 = 24, LengthV6 = 48;

    private readonly Dictionary<uint, Prefix> _v4 = [];
    private readonly Dictionary<uint, Prefix> _v6 = [];

    private OwnSpace()
    {
    }

    public static OwnSpace Of(OriginTable origins)
    {
        var space = new OwnSpace();
        foreach (var (prefix, asn) in origins.Announced)
        {
            var (known, length) = prefix.IsIPv6 ? (space._v6, LengthV6) : (space._v4, LengthV4);
            if (prefix.Length > length || known.ContainsKey(asn))
                continue;

            // A piece of a wider prefix may be somebody else's, or have two homes.
            var piece = Prefix.Create(prefix.Bits, length, prefix.IsIPv6);
            if (origins.Find(piece).Asns is [var only] && only == asn)
                known.Add(asn, piece);
        }

        return space;
    }

    /// <summary>The network's IPv4 /24; null when it has none of its own.</summary>
    public Prefix? V4(uint asn) => _v4.TryGetValue(asn, out var prefix) ? prefix : null;

    /// <summary>The network's IPv6 /48; null when it has none of its own.</summary>
    public Prefix? V6(uint asn) => _v6.TryGetValue(asn, out var prefix) ? prefix : null;

    /// <summary>Whether it has both.</summary>
    public bool HasBoth(uint asn) => _v4.ContainsKey(asn) && _v6.ContainsKey(asn);
}
