using System.Buffers;
using Dots.Mechanism;
using Dots.Transport.Signatures;
using Microsoft.Net.Http.Headers;

namespace Dots.Transport.Mechanism;

/// <summary>Reads a peer's answer, bounded, into one of the outcomes.</summary>
internal static class AnswerReader
{
    private const int FirstChunk = 4096;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <param name="signed">What the answer's signature must be; null where answers are not signed.</param>
    internal static async Task<SendResult<T>> Read<T>(HttpResponseMessage response, MessageName name, (int Message, int Refusal) limits, SignedAnswer? signed, DateTimeOffset now, CancellationToken cancellation) where T : class
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
            return new SendResult<T>.Unreachable(UnreachableKind.Redirect, $"the peer redirects ({status}); that is not followed");
        if (status is not (200 or >= 400 and < 600))
            return new SendResult<T>.Unreachable(UnreachableKind.Garbage, $"the peer answered {status}, which is no answer of the mechanism");

        var json = RequestEnvelope.IsJson(response.Content.Headers.TryGetValues(HeaderNames.ContentType, out var types) ? string.Join(',', types) : null);
        if (!json && status < 500 && signed is null)
            return status == 200
                ? new SendResult<T>.Unreachable(UnreachableKind.ContentType, "the answer is not application/json")
                : Refused<T>(name, new MechanismRefusal(status, null, "") { RetryAfter = RetryAfter(response, now) });

        var limit = status == 200 ? limits.Message : limits.Refusal;
        if (response.Content.Headers.ContentLength > limit)
            return TooLarge<T>(limit);
        var (buffer, length) = await Read(response, limit, cancellation);
        try
        {
            if (length > limit)
                return TooLarge<T>(limit);
            if (signed?.Fault(response, buffer.AsSpan(0, length)) is { } fault)
                return new SendResult<T>.Unreachable(UnreachableKind.Signature, $"the answer ({status}) is not taken for the peer's: {fault}");
            return status == 200 ? Message<T>(buffer.AsMemory(0, length)) : Refusal<T>(name, RefusalReader.Read(status, RetryAfter(response, now), buffer.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SendResult<T> TooLarge<T>(int limit) where T : class => new SendResult<T>.Unreachable(UnreachableKind.TooLarge, $"the answer is longer than {limit} bytes");

    // As large as the answer, not as the limit: a thousand controllers answer a fan-out at the same time. Stops behind the limit.
    private static async Task<(byte[] Rented, int Length)> Read(HttpResponseMessage response, int limit, CancellationToken cancellation)
    {
        // One byte more than announced, so that its end is seen without a larger buffer.
        var rented = ArrayPool<byte>.Shared.Rent((int)(response.Content.Headers.ContentLength ?? FirstChunk) + 1);
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            while (await stream.ReadAsync(rented.AsMemory(length), cancellation) is > 0 and var read && (length += read) <= limit)
                if (length == rented.Length)
                    rented = Larger(rented, Math.Min(limit + 1, length * 2));
            return (rented, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    private static byte[] Larger(byte[] rented, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        rented.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(rented);
        return larger;
    }

    private static SendResult<T> Message<T>(ReadOnlyMemory<byte> body) where T : class
    {
        if (typeof(T) == typeof(Nothing))
            return JsonObject.Is(body.Span) ? new SendResult<T>.Ok((T)(object)Nothing.Instance) : new SendResult<T>.Unreachable(UnreachableKind.Garbage, "the answer is not a JSON object");
        var parsed = MechanismCodec.Parse<T>(body);
        return parsed.Message is { } message
            ? new SendResult<T>.Ok(message)
            : new SendResult<T>.Unreachable(UnreachableKind.Garbage, $"the answer is not the message it should be: {parsed.Refusal?.Detail}");
    }

    private static SendResult<T> Refusal<T>(MessageName name, MechanismRefusal refusal) where T : class =>
        refusal is { Status: >= 500, ErrorReason: null, RetryAfter: null }
            ? new SendResult<T>.Unreachable(UnreachableKind.ServerError, $"the peer answered {refusal.Status} without a reason")
            : Refused<T>(name, refusal);

    private static SendResult<T> Refused<T>(MessageName name, MechanismRefusal refusal) where T : class => new SendResult<T>.Refused(refusal, Permanence.Of(name, refusal));

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        if ((header?.Delta ?? header?.Date - now) is not { } wait)
            return null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
