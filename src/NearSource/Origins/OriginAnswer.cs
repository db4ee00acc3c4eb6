using System.Collections.Immutable;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>Who originates an address or prefix.</summary>
/// <param name="Asns">The ASes, ascending; empty when unmapped.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="Matched">The longest prefix that covers it; null when unmapped.</param>
public sealed record OriginAnswer(ImmutableArray<uint> Asns, OriginConfidence Confidence, Prefix? Matched)
{
    /// <summary>No prefix covers it.</summary>
    public static readonly OriginAnswer Unmapped = new([], OriginConfidence.Unmapped, null);
}

/// <summary>A prefix and an AS that originates it.</summary>
public readonly record struct Origin(Prefix Prefix, uint Asn);
