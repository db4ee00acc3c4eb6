using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dots.Addressing;
using NearSource.Attacks;

namespace NearSource.Planning;

/// <summary>The attack's sources with their shares of it, heaviest first, then by prefix; the shares add up to 1.</summary>
internal static class WeighedSources
{
    /// <summary>Who asks for traffic of certain sources has told its sources. Made-up ones are none.</summary>
    public static ImmutableArray<WeighedSource> Of(PlanInput input) => input.Class == AttackClass.Spoofed ? []
        : Of(input.Sources.IsEmpty ? [.. input.Signature.Sources.Select(p => new AttackSource(p))] : input.Sources);

    public static ImmutableArray<WeighedSource> Of(ImmutableArray<AttackSource> told)
    {
        var (each, shares) = (SourceShares.Of(told.AsSpan()), new Dictionary<Prefix, double>(told.Length));
        for (var i = 0; i < each.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(shares, told[i].Prefix, out _) += each[i];
        var sources = new WeighedSource[shares.Count];
        var next = 0;
        foreach (var (prefix, own) in shares)
            sources[next++] = new(prefix, own);
        Array.Sort(sources);
        return ImmutableCollectionsMarshal.AsImmutableArray(sources);
    }
}

/// <summary>A source and its share of the attack, 0..1.</summary>
internal readonly record struct WeighedSource(Prefix Prefix, double Share) : IComparable<WeighedSource>
{
    /// <summary>The heavier first, then by prefix.</summary>
    public int CompareTo(WeighedSource other) => Share != other.Share ? other.Share.CompareTo(Share) : Prefix.CompareTo(other.Prefix);
}
