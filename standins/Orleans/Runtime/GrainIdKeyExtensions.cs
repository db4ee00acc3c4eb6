using System.Buffers.Text;
using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Integer keys: upper-case hexadecimal text without leading zeros.</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>The key of this number.</summary>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>The number this grain's key stands for.</summary>
    /// <exception cref="ArgumentException">The key is not a number.</exception>
    public static long GetIntegerKey(this GrainId grainId) =>
        TryReadInteger(grainId.Key, out var key)
            ? key
            : throw new ArgumentException($"Key of grain {grainId} is not an integer", nameof(grainId));

    internal static bool TryReadInteger(IdSpan key, out long value) =>
        Utf8Parser.TryParse(key.AsSpan(), out value, out var read, 'X') && read == key.AsSpan().Length && read > 0;
}
