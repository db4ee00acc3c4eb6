using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Storage.Bytes;

namespace Storage;

/// <summary>
/// The stored bytes of a ledger event and the hash that chains them: one form for every provider, so that a chain can be verified
/// without knowing which of them wrote it. Times are kept in whole microseconds (what every provider can store).
/// </summary>
public static class LedgerChain
{
    private const byte Format = 1;

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>What stands before the first event of a stream: 32 zero bytes.</summary>
    public static ImmutableArray<byte> Start { get; } = [.. new byte[HashBytes]];

    /// <summary>Name of the stream that events of this document belong to. Types hold no slash, so the name is unambiguous.</summary>
    public static string Stream(string type, string key) => $"{type}/{key}";

    /// <summary>The bytes that are stored and hashed.</summary>
    public static byte[] Encode(string stream, long number, LedgerEvent happened)
    {
        var writer = new ByteWriter();
        Encode(writer, stream, number, happened);
        return writer.Written.ToArray();
    }

    /// <summary>The hash of an event: SHA-256 over the previous event's hash and this event's stored bytes.</summary>
    public static ImmutableArray<byte> Hash(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> stored)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(stored);
        return ImmutableCollectionsMarshal.AsImmutableArray(hash.GetHashAndReset());
    }

    /// <summary>The event behind stored bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of an event.</exception>
    public static LedgerEntry Decode(ReadOnlySpan<byte> stored, ImmutableArray<byte> hash)
    {
        var reader = new ByteReader(stored);
        var (stream, number) = Place(ref reader);
        var at = DateTimeOffset.UnixEpoch.AddMicroseconds(reader.Int64());
        var kind = reader.Text();
        return new LedgerEntry(stream, number, new LedgerEvent(at, kind, reader.Blob().ToArray()), hash);
    }

    internal static void Encode(ByteWriter writer, string stream, long number, LedgerEvent happened)
    {
        writer.Byte(Format);
        writer.Text(stream);
        writer.Int64(number);
        writer.Int64((happened.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        writer.Text(happened.Kind);
        writer.Blob(happened.Content.Span);
    }

    /// <summary>Stream, number and time only, for who walks many.</summary>
    internal static (string Stream, long Number, long Microseconds) Peek(ReadOnlySpan<byte> stored)
    {
        var reader = new ByteReader(stored);
        var (stream, number) = Place(ref reader);
        return (stream, number, reader.Int64());
    }

    private static (string Stream, long Number) Place(ref ByteReader reader)
    {
        var format = reader.Byte();
        if (format != Format)
            throw new InvalidDataException($"ledger event of format {format}; this version knows {Format}");
        return (reader.Text(), reader.Int64());
    }
}
