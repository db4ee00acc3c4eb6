using System.Buffers.Binary;
using Dots.Addressing;

namespace Quickstart.Attacks;

/// <summary>A hash that is the same in every process (FNV-1a, stirred), unlike the runtime's own: a scenario must repeat.</summary>
internal static class RepeatableHash
{
    public static ulong Of(Prefix prefix, uint salt = 0)
    {
        Span<byte> bytes = stackalloc byte[17];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, prefix.Bits);
        bytes[16] = (byte)prefix.Length;

        var hash = 14695981039346656037UL ^ salt;
        foreach (var b in bytes)
            hash = (hash ^ b) * 1099511628211UL;

        // FNV leaves the last bytes' influence in the low bits; shares are made of the high ones.
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public static double Share(Prefix prefix, uint salt = 0) => (Of(prefix, salt) >> 11) * (1.0 / (1UL << 53));
}
