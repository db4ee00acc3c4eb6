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
        var weight = Measure(told);
        var sum = told.Sum(weight);
        if (sum <= 0)
            (weight, sum) = (_ => 1, told.Length);

        var shares = new Dictionary<Prefix, double>(told.Length);
        foreach (var source in told)
            CollectionsMarshal.GetValueRefOrAddDefault(shares, source.Prefix, out _) += weight(source);
        var sources = new WeighedSource[shares.Count];
        var next = 0;
        foreach (var (prefix, own) in shares)
            sources[next++] = new(prefix, own / sum);
        Array.Sort(sources);
        return ImmutableCollectionsMarshal.AsImmutableArray(sources);
    }

    // Only a figure that all sources have compares them; bits matter most, since links are what fills up.
    private static Func<AttackSource, double> Measure(ImmutableArray<AttackSource> sources)
    {
        if (sources.All(s => s.Bps is not null))
            return s => Sane(s.Bps!.Value);
        if (sources.All(s => s.Pps is not null))
            return s => Sane(s.Pps!.Value);
        if (sources.All(s => s.Packets is not null))
            return s => Sane(s.Packets!.Value);
        return _ => 1;
    }

    // The figures are an asker's words: whatever they are, the sum stays a number.
    private static double Sane(double figure) => double.IsNaN(figure) ? 0 : Math.Clamp(figure, 0, 1e18);
}

/// <summary>A source and its share of the attack, 0..1.</summary>
internal readonly record struct WeighedSource(Prefix Prefix, double Share) : IComparable<WeighedSource>
{
    /// <summary>The heavier first, then by prefix.</summary>
    public int CompareTo(WeighedSource other) => Share != other.Share ? other.Share.CompareTo(Share) : Prefix.CompareTo(other.Prefix);
}
