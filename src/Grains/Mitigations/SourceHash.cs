using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Grains.Mitigations;

/// <summary>
/// What the ledger knows of a request's sources: a hash by which they can be proven while the mitigation's own document has them and the salt (30 days), and
/// which says nothing once that is forgotten. Addresses are few enough to be guessed: without a salt the hash would be the list.
/// </summary>
internal static class SourceHash
{
    private const int SaltBytes = 16;

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>SHA-256 of the salt and the distinct sources in ascending order, a line each, 64 hex digits; null without sources or salt.</summary>
    public static string? Of(string salt, ImmutableArray<WeightedSource> sources)
    {
        if (sources.IsEmpty || salt.Length == 0)
            return null;
        var text = new StringBuilder(salt).Append('\n');
        foreach (var source in sources.Select(s => s.Prefix).Distinct().Order())
            text.Append(source.ToString()).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
    }
}
