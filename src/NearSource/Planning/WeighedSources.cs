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
        var shares = SourceShares.Of(told.AsSpan());
        var sources = new List<WeighedSource>(told.Length);
        foreach (var i in NumberOrder.Of(told.Length, i => told[i].Prefix))
            if (sources is [.., var last] && last.Prefix == told[i].Prefix)
                sources[^1] = last with { Share = last.Share + shares[i] };
            else
                sources.Add(new(told[i].Prefix, shares[i]));
        return ImmutableCollectionsMarshal.AsImmutableArray(HeaviestFirst(CollectionsMarshal.AsSpan(sources)));
    }

    /// <summary>The same sources, the heavier first; those given in the order of their prefixes keep it where they are equally heavy.</summary>
    public static WeighedSource[] HeaviestFirst(ReadOnlySpan<WeighedSource> sources)
    {
        // Numbers that are not negative are ordered as their bits are; the negative zero, which an asker may tell, would not be.
        var keys = new ulong[sources.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = ~BitConverter.DoubleToUInt64Bits(Math.Max(0, sources[i].Share));
        var (order, sorted) = (NumberOrder.Of(keys), new WeighedSource[keys.Length]);
        for (var i = 0; i < sorted.Length; i++)
            sorted[i] = sources[order[i]];
        return sorted;
    }
}

/// <summary>A source and its share of the attack, 0..1.</summary>
internal readonly record struct WeighedSource(Prefix Prefix, double Share) : IComparable<WeighedSource>
{
    /// <summary>The heavier first, then by prefix.</summary>
    public int CompareTo(WeighedSource other) => Share != other.Share ? other.Share.CompareTo(Share) : Prefix.CompareTo(other.Prefix);
}
