namespace Dots.Addressing;

/// <summary>Fewer prefixes for the same addresses: halves that are both there become the whole, again and again; what lies in another goes. Exact. Pure.</summary>
public static class PrefixMerging
{
    /// <summary>The fewest prefixes that hold these addresses and no other, ascending.</summary>
    /// <param name="prefixes">In any order; they may repeat and hold each other.</param>
    /// <param name="widestV4">Nothing is merged to fewer bits than this, 0..32; what is wider already stays.</param>
    /// <param name="widestV6">The same for IPv6, 0..128.</param>
    public static List<Prefix> Merge(IEnumerable<Prefix> prefixes, int widestV4 = 0, int widestV6 = 0) =>
        Merge(prefixes.Select(p => new WeighedPrefix(p, 0)).ToArray(), widestV4, widestV6).ConvertAll(m => m.Prefix);

    /// <summary>The same, each with the sum of the weights that went into it and their number.</summary>
    public static List<MergedPrefix> Merge(WeighedPrefix[] prefixes, int widestV4 = 0, int widestV6 = 0)
    {
        var merged = new List<MergedPrefix>(prefixes.Length);
        foreach (var at in Order(prefixes))
        {
            var next = prefixes[at];
            if (merged.Count > 0 && merged[^1].Prefix.Contains(next.Prefix))
            {
                merged[^1] = new(merged[^1].Prefix, merged[^1].Weight + next.Weight, merged[^1].Parts + 1);
                continue;
            }

            merged.Add(new(next.Prefix, next.Weight, 1));
            while (merged.Count > 1 && Whole(merged[^2].Prefix, merged[^1].Prefix, next.Prefix.IsIPv4 ? widestV4 : widestV6) is { } whole)
            {
                var (lower, upper) = (merged[^2], merged[^1]);
                merged.RemoveAt(merged.Count - 1);
                merged[^1] = new(whole, lower.Weight + upper.Weight, lower.Parts + upper.Parts);
            }
        }

        return merged;
    }

    /// <summary>Ascending, IPv4 first, by weight where equal: sums of the same weights come out the same, whatever order they came in.</summary>
    private static int[] Order(WeighedPrefix[] prefixes)
    {
        var order = NumberOrder.Of(prefixes.Length, i => prefixes[i].Prefix);
        for (int first = 0, next = 1; next <= order.Length; next++)
            if (next == order.Length || prefixes[order[next]].Prefix != prefixes[order[first]].Prefix)
            {
                if (next - first > 1)
                    order.AsSpan(first, next - first).Sort((one, other) => prefixes[one].CompareTo(prefixes[other]));
                first = next;
            }

        return order;
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

/// <summary>A prefix with what it weighs, in any unit.</summary>
public readonly record struct WeighedPrefix(Prefix Prefix, double Weight) : IComparable<WeighedPrefix>
{
    /// <summary>By prefix, then the lighter first.</summary>
    public int CompareTo(WeighedPrefix other) => Prefix.CompareTo(other.Prefix) is var order and not 0 ? order : Weight.CompareTo(other.Weight);
}

/// <summary>A prefix that several became, or one alone.</summary>
/// <param name="Prefix">What it is now.</param>
/// <param name="Weight">The sum of what it was made of.</param>
/// <param name="Parts">How many that were.</param>
public readonly record struct MergedPrefix(Prefix Prefix, double Weight, int Parts);
