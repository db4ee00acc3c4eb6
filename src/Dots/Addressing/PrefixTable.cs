using System.Runtime.InteropServices;

namespace Dots.Addressing;

/// <summary>
/// Values by prefix, looked up by longest match (design, section 4: origins, RPKI). Immutable, for any number of threads;
/// meant for whole routing tables. IPv4 and IPv6 never match each other.
/// </summary>
public sealed class PrefixTable<T>
{
    private readonly SortedPrefixes<uint> _v4;
    private readonly SortedPrefixes<UInt128> _v6;
    private readonly T[] _values;

    /// <param name="entries">In any order.</param>
    /// <exception cref="ArgumentException">A prefix is there twice, and duplicates are refused.</exception>
    public PrefixTable(IEnumerable<(Prefix Prefix, T Value)> entries, Duplicates duplicates = Duplicates.LastWins)
    {
        var given = entries.ToArray();
        var keys = new Key[given.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = new(given[i].Prefix, i);
        Array.Sort(keys);

        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i + 1 < keys.Length && keys[i].Prefix == keys[i + 1].Prefix)
            {
                if (duplicates == Duplicates.Refused)
                    throw new ArgumentException($"{keys[i].Prefix} is there twice", nameof(entries));
                continue;
            }

            keys[kept++] = keys[i];
        }

        var sorted = keys.AsSpan(0, kept);
        var v4 = 0;
        while (v4 < kept && sorted[v4].Prefix.IsIPv4)
            v4++;
        _v4 = Sorted(sorted[..v4], prefix => (uint)prefix.Bits, 32);
        _v6 = Sorted(sorted[v4..], prefix => prefix.Bits, 128);
        _values = new T[kept];
        for (var i = 0; i < kept; i++)
            _values[i] = given[sorted[i].Order].Value;
    }

    /// <summary>Number of prefixes.</summary>
    public int Count => _values.Length;

    /// <summary>All entries, IPv4 first, by network, the wider first.</summary>
    public IEnumerable<(Prefix Prefix, T Value)> Entries
    {
        get
        {
            for (var i = 0; i < _values.Length; i++)
                yield return (PrefixAt(i), _values[i]);
        }
    }

    /// <summary>The longest prefix of the table that holds all of this address or prefix.</summary>
    public bool TryMatch(Prefix addressOrPrefix, out Prefix matched, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
    {
        var position = addressOrPrefix.IsIPv4
            ? _v4.Find((uint)addressOrPrefix.Bits, addressOrPrefix.Length)
            : _v6.Find(addressOrPrefix.Bits, addressOrPrefix.Length);
        if (position < 0)
        {
            (matched, value) = (default, default);
            return false;
        }

        if (addressOrPrefix.IsIPv6)
            position += _v4.Count;
        (matched, value) = (PrefixAt(position), _values[position]);
        return true;
    }

    private static SortedPrefixes<TBits> Sorted<TBits>(ReadOnlySpan<Key> keys, Func<Prefix, TBits> bits, int width)
        where TBits : struct, System.Numerics.IBinaryInteger<TBits>, System.Numerics.IUnsignedNumber<TBits>
    {
        var networks = new TBits[keys.Length];
        var lengths = new byte[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            (networks[i], lengths[i]) = (bits(keys[i].Prefix), (byte)keys[i].Prefix.Length);
        return new(networks, lengths, width);
    }

    private Prefix PrefixAt(int position) => position < _v4.Count
        ? Prefix.Create(_v4.BitsAt(position), _v4.LengthAt(position), v6: false)
        : Prefix.Create(_v6.BitsAt(position - _v4.Count), _v6.LengthAt(position - _v4.Count), v6: true);

    /// <summary>Among equal prefixes the one given last sorts last.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(Prefix Prefix, int Order) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var byPrefix = Prefix.CompareTo(other.Prefix);
            return byPrefix != 0 ? byPrefix : Order.CompareTo(other.Order);
        }
    }
}
