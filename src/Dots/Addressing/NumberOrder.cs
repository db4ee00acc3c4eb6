using System.Buffers;

namespace Dots.Addressing;

/// <summary>Order by numbers instead of comparisons: one byte after the other, in time linear in their count. A plan orders tens of thousands of sources many times.</summary>
public static class NumberOrder
{
    private const int Values = 256;

    /// <summary>The positions of the keys, the smallest key first; of equal ones the one given first.</summary>
    public static int[] Of(ReadOnlySpan<ulong> keys)
    {
        var (order, other) = (new int[keys.Length], ArrayPool<int>.Shared.Rent(keys.Length));
        Span<int> counts = stackalloc int[sizeof(ulong) * Values];
        counts.Clear();
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            for (var place = 0; place < sizeof(ulong); place++)
                counts[(place * Values) + (byte)(keys[i] >> (8 * place))]++;
        }

        var (from, to) = (order, other);
        for (var place = 0; place < sizeof(ulong); place++)
        {
            var next = counts.Slice(place * Values, Values);
            if (keys.IsEmpty || next[(byte)(keys[0] >> (8 * place))] == keys.Length)
                continue;
            var start = 0;
            foreach (ref var count in next)
                (count, start) = (start, start + count);
            foreach (var i in from.AsSpan(0, keys.Length))
                to[next[(byte)(keys[i] >> (8 * place))]++] = i;
            (from, to) = (to, from);
        }

        if (from != order)
            from.AsSpan(0, keys.Length).CopyTo(order);
        ArrayPool<int>.Shared.Return(other);
        return order;
    }

    /// <summary>The positions of the prefixes, ascending; of equal ones the one given first.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="at">The prefix at a position.</param>
    public static int[] Of(int count, Func<int, Prefix> at)
    {
        var (keys, v6, end) = (ArrayPool<ulong>.Shared.Rent(count), new List<(Prefix Prefix, int Position)>(), 0);
        for (var i = 0; i < count; i++)
            if (at(i) is { IsIPv4: true } prefix)
                keys[end++] = ((ulong)prefix.Bits << 8) | (uint)prefix.Length;
            else
                v6.Add((at(i), i));

        var order = Of(keys.AsSpan(0, end));
        ArrayPool<ulong>.Shared.Return(keys);
        if (v6.Count == 0)
            return order;
        int[] v4 = [.. Enumerable.Range(0, count).Where(i => at(i).IsIPv4)];
        v6.Sort();
        return [.. order.Select(i => v4[i]), .. v6.Select(p => p.Position)];
    }
}
