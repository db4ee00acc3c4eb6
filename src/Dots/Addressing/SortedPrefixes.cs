using System.Numerics;

namespace Dots.Addressing;

/// <summary>
/// Prefixes of one family, sorted, each with a link to the next wider one that holds it. Arrays of numbers rather than of
/// <see cref="Prefix"/>: a routing table of 700,000 takes a third of the memory and a search stays in the cache.
/// </summary>
internal sealed class SortedPrefixes<TBits>
    where TBits : struct, IBinaryInteger<TBits>, IUnsignedNumber<TBits>
{
    private const int MaximumIndexBits = 16;

    private readonly TBits[] _bits;
    private readonly byte[] _lengths;
    private readonly int[] _parents;

    // Where each value of the highest bits begins: it saves most steps of the binary search.
    private readonly int[] _index;
    private readonly int _shift;
    private readonly int _width;

    /// <param name="bits">Networks, ascending; where equal, the shorter prefix comes first; no prefix twice.</param>
    /// <param name="lengths">The length of each.</param>
    public SortedPrefixes(TBits[] bits, byte[] lengths, int width)
    {
        (_bits, _lengths, _width) = (bits, lengths, width);
        _parents = Parents();
        var indexBits = Math.Min(MaximumIndexBits, BitOperations.Log2((uint)bits.Length | 1));
        _shift = width - indexBits;
        _index = new int[(1 << indexBits) + 1];
        foreach (var value in bits)
            _index[Bucket(value) + 1]++;
        for (var i = 1; i < _index.Length; i++)
            _index[i] += _index[i - 1];
    }

    public int Count => _bits.Length;

    public TBits BitsAt(int position) => _bits[position];

    public int LengthAt(int position) => _lengths[position];

    /// <summary>The position of the longest prefix that holds all of this one; -1 when none does.</summary>
    public int Find(TBits bits, int length)
    {
        // Whatever holds it is the last prefix not behind it in order, or one that holds that one.
        var bucket = Bucket(bits);
        var (low, high) = (_index[bucket], _index[bucket + 1]);
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (_bits[middle] < bits || (_bits[middle] == bits && _lengths[middle] <= length))
                low = middle + 1;
            else
                high = middle;
        }

        var position = low - 1;
        while (position >= 0 && !Holds(position, bits, length))
            position = _parents[position];
        return position;
    }

    private int[] Parents()
    {
        var parents = new int[_bits.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            var parent = i - 1;
            while (parent >= 0 && !Holds(parent, _bits[i], _lengths[i]))
                parent = parents[parent];
            parents[i] = parent;
        }

        return parents;
    }

    private bool Holds(int position, TBits bits, int length)
    {
        var own = _lengths[position];

        // A shift by the whole width would be a shift by nothing.
        return own <= length && (own == 0 || ((_bits[position] ^ bits) >> (_width - own)) == TBits.Zero);
    }

    private int Bucket(TBits bits) => _shift == _width ? 0 : int.CreateTruncating(bits >> _shift);
}
