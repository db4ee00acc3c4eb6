using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Dots.Addressing;

namespace Grains.Mitigations;

/// <summary>
/// What the ledger knows of a request's sources: a hash by which they can be proven while the mitigation's own document has them and the salt (30 days), and
/// which says nothing once that is forgotten. Addresses are few enough to be guessed: without a salt the hash would be the list.
/// </summary>
internal static class SourceHash
{
    private const int SaltBytes = 16;

    /// <summary>An IPv6 prefix and its end of line take 44 at most, written with an IPv4 address at its end 50.</summary>
    private const int LongestLine = 64;

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>SHA-256 of the salt and the distinct sources in ascending order, a line each, 64 hex digits; null without sources or salt.</summary>
    public static string? Of(string salt, ImmutableArray<WeightedSource> sources)
    {
        if (sources.IsEmpty || salt.Length == 0)
            return null;
        var ascending = new Prefix[sources.Length];
        for (var i = 0; i < ascending.Length; i++)
            ascending[i] = sources[i].Prefix;
        Array.Sort(ascending);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(salt + "\n"));
        Span<byte> line = stackalloc byte[LongestLine];
        for (var i = 0; i < ascending.Length; i++)
            if ((i == 0 || ascending[i] != ascending[i - 1]) && Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"{ascending[i].Network}/{ascending[i].Length}\n", out var written))
                hash.AppendData(line[..written]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
