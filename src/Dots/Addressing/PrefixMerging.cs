namespace Dots.Addressing;

/// <summary>Fewer prefixes for the same addresses: halves that are both there become the whole, again and again; what lies in another goes. Exact. Pure.</summary>
public static class PrefixMerging
{
    /// <summary>The fewest prefixes that hold these addresses and no other, ascending.</summary>
    /// <param name="prefixes">In any order; they may repeat and hold each other.</param>
    /// <param name="widestV4">Nothing is merged to fewer bits than this, 0..32; what is wider already stays.</param>
    /// <param name="widestV6">The same for IPv6, 0..128.</param>
    public static IReadOnlyList<Prefix> Merge(IEnumerable<Prefix> prefixes, int widestV4 = 0, int widestV6 = 0) =>
        [.. Merge(prefixes.Select(p => (p, 0.0)), widestV4, widestV6).Select(m => m.Prefix)];

    /// <summary>The same, each with the sum of the weights that went into it.</summary>
    public static IReadOnlyList<(Prefix Prefix, double Weight)> Merge(IEnumerable<(Prefix Prefix, double Weight)> prefixes, int widestV4 = 0, int widestV6 = 0)
    {
        var sorted = prefixes.ToArray();

        // By weight too: sums of the same weights come out the same, whatever order they came in.
        Array.Sort(sorted);
        var merged = new List<(Prefix Prefix, double Weight)>(sorted.Length);
        foreach (var next in sorted)
        {
            if (merged.Count > 0 && merged[^1].Prefix.Contains(next.Prefix))
            {
                merged[^1] = (merged[^1].Prefix, merged[^1].Weight + next.Weight);
                continue;
            }

            merged.Add(next);
            while (merged.Count > 1 && Whole(merged[^2].Prefix, merged[^1].Prefix, next.Prefix.IsIPv4 ? widestV4 : widestV6) is { } whole)
            {
                var weight = merged[^2].Weight + merged[^1].Weight;
                merged.RemoveAt(merged.Count - 1);
                merged[^1] = (whole, weight);
            }
        }

        return merged;
    }

    /// <summary>What these are the halves of; null when they are not, or it may not be.</summary>
    private static Prefix? Whole(Prefix lower, Prefix upper, int widest)
    {
        if (lower.IsIPv4 != upper.IsIPv4 || lower.Length != upper.Length || lower.Length <= widest || lower == upper)
            return null;
        var whole = Prefix.Create(lower.Bits, lower.Length - 1, lower.IsIPv6);

        // The half of IPv6 that IPv4 is written in is another family: there it has no whole.
        return whole.IsIPv4 == lower.IsIPv4 && whole.Contains(upper) ? whole : null;
    }
}
