namespace Dots.Addressing;

/// <summary>Ranges of addresses of one family, ascending, with gaps between them.</summary>
internal sealed class AddressRanges<TBits>(TBits[] firsts, TBits[] lasts)
    where TBits : struct, IComparable<TBits>
{
    public int Count => firsts.Length;

    public bool Covers(TBits first, TBits last)
    {
        var range = NotBehind(first);
        return range >= 0 && lasts[range].CompareTo(last) >= 0;
    }

    public bool Overlaps(TBits first, TBits last)
    {
        var range = NotBehind(last);
        return range >= 0 && lasts[range].CompareTo(first) >= 0;
    }

    /// <summary>The last range that begins at or before this address; -1 when all begin behind it.</summary>
    private int NotBehind(TBits address)
    {
        var found = Array.BinarySearch(firsts, address);
        return found >= 0 ? found : ~found - 1;
    }
}
