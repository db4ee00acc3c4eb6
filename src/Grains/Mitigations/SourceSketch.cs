using System.Buffers.Binary;
using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Planning;

namespace Grains.Mitigations;

/// <summary>
/// Where an attack came from, small enough to be kept beside the request, which may name 100,000 sources: by the hash of the prefix, 256 buckets with the share of what falls
/// into each and one source of it, drawn by share in the same way in every sketch. Says how much another attack differs, and no address. Text, so that it is stored as it is.
/// </summary>
internal static class SourceSketch
{
    private const int Buckets = 256;
    private const int BucketBytes = 4;

    /// <summary>Beside the drawn source: that there were others.</summary>
    private const ushort Several = 1;

    /// <summary>Null without sources.</summary>
    public static string? Of(ImmutableArray<WeightedSource> sources)
    {
        if (sources.IsEmpty)
            return null;
        var each = SourceShares.Of([.. sources.Select(s => s.Told)]);
        var (shares, ranks, drawn) = (new double[Buckets], new double[Buckets], new ushort[Buckets]);
        for (var i = 0; i < each.Length; i++)
        {
            var share = each[i];
            if (share <= 0)
                continue;
            var hash = Hash(sources[i].Prefix);
            var (bucket, id) = ((int)(hash % Buckets), (ushort)((hash >> 8) & 0xfffe));

            // The least of exponential times is each one's with a chance of its share; the hash is the dice, so that every sketch throws the same.
            var rank = -Math.Log(((hash >> 24) + 0.5) / (1UL << 40)) / share;
            var several = shares[bucket] > 0 && (drawn[bucket] & 0xfffe) != id ? Several : (ushort)(drawn[bucket] & Several);
            if (shares[bucket] <= 0 || rank < ranks[bucket])
                (ranks[bucket], drawn[bucket]) = (rank, id);
            drawn[bucket] = (ushort)((drawn[bucket] & 0xfffe) | several);
            shares[bucket] += share;
        }

        Span<byte> bytes = stackalloc byte[Buckets * BucketBytes];
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes[(bucket * BucketBytes)..], (Half)shares[bucket]);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[((bucket * BucketBytes) + 2)..], drawn[bucket]);
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>
    /// Total variation distance of two attacks' shares by source: how much of the one comes from where it does not in the other, 0..1. Exact but for rounding where hardly any
    /// two sources share a bucket; of many thousand it is an estimate, a few hundredths off.
    /// </summary>
    /// <param name="one">Null: no sources.</param>
    /// <param name="other">Null: no sources.</param>
    public static double Distance(string? one, string? other)
    {
        if (one is null || other is null)
            return one == other ? 0 : 1;
        var (a, b) = (Read(one), Read(other));
        var (alone, common, crowded, matched) = (0.0, 0.0, 0.0, 0.0);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var (own, its) = (a[bucket], b[bucket]);
            var (least, mean) = (Math.Min(own.Share, its.Share), (own.Share + its.Share) / 2);
            var same = ((own.Drawn ^ its.Drawn) & 0xfffe) == 0;
            if (((own.Drawn | its.Drawn) & Several) == 0)
                alone += same ? least : 0;
            else
                (common, crowded, matched) = (common + least, crowded + mean, matched + (same ? mean : 0));
        }

        // Draws from two sets are the same with the chance of what both have in what either has: c of one mean size gives c / (2 - c).
        var chance = crowded > 0 ? matched / crowded : 0;
        return Math.Clamp(1 - alone - Math.Min(common, crowded * 2 * chance / (1 + chance)), 0, 1);
    }

    private static (double Share, ushort Drawn)[] Read(string sketch)
    {
        var bytes = new byte[Buckets * BucketBytes];
        var read = new (double, ushort)[Buckets];
        if (!Convert.TryFromBase64String(sketch, bytes, out var length) || length != bytes.Length)
            return read;
        for (var bucket = 0; bucket < Buckets; bucket++)
            read[bucket] = ((double)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(bucket * BucketBytes)), BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan((bucket * BucketBytes) + 2)));
        return read;
    }

    // The same in every process, since what one has stored another compares.
    private static ulong Hash(Prefix prefix) => Mix(Mix(Mix((uint)prefix.Length + (prefix.IsIPv4 ? 256UL : 0)) + (ulong)(prefix.Bits >> 64)) + (ulong)prefix.Bits);

    /// <summary>The finalizer of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
