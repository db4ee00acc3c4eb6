using System.Buffers;
using System.IO.Pipelines;
using Dots.Mechanism;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Mechanism;

/// <summary>A request's body in a rented buffer: never more than the message's limit, never longer than the time limit.</summary>
internal struct RequestBody
{
    private const int FirstChunk = 4096;
    private byte[]? _rented;
    private int _length;

    internal readonly ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    /// <summary>Set when the body was not taken: too large (413) or too slow (408).</summary>
    internal MechanismRefusal? Refusal { get; private set; }

    internal static async ValueTask<RequestBody> Read(HttpContext context, Operation operation, TimeSpan limit, TimeProvider time)
    {
        var body = new RequestBody { _rented = ArrayPool<byte>.Shared.Rent((int)(context.Request.ContentLength ?? FirstChunk)) };
        var reader = context.Request.BodyReader;
        CancellationTokenSource? timeout = null;
        try
        {
            while (true)
            {
                if (!reader.TryRead(out var part))
                {
                    // Small bodies arrive together with their headers; only the others need a timer.
                    timeout ??= new CancellationTokenSource(limit, time);
                    using var cut = timeout.Token.UnsafeRegister(static state => ((PipeReader)state!).CancelPendingRead(), reader);
                    part = await reader.ReadAsync(context.RequestAborted);
                }
                var fits = body.Append(part.Buffer, operation.MaxBytes);
                reader.AdvanceTo(part.Buffer.End);
                if (!fits)
                    return body.Refused(RequestEnvelope.TooLarge(operation));
                if (part.IsCompleted)
                    return body;
                if (part.IsCanceled || timeout?.IsCancellationRequested == true)
                    return body.Refused(new MechanismRefusal(408, ErrorReason.Others, $"the body did not arrive within {limit.TotalSeconds:0} s"));
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return body.Refused(RequestEnvelope.TooLarge(operation));
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            // Kestrel gave up on it: too slow, or not HTTP. Anybody can cause that; it is an answer, not an error of this server.
            return body.Refused(new MechanismRefusal(e.StatusCode, ErrorReason.Others, "the body stalled or was not sent as HTTP wants it"));
        }
        catch (IOException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A chunk's size that fits no number is not HTTP either, but Kestrel has no exception of its own for it. Nobody knows where the next request begins.
            context.Connection.RequestClose();
            return body.Refused(new MechanismRefusal(StatusCodes.Status400BadRequest, ErrorReason.Others, "the body was not sent as HTTP wants it"));
        }
        catch
        {
            body.Return();
            throw;
        }
        finally
        {
            timeout?.Dispose();
        }
    }

    internal void Return()
    {
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = null;
    }

    private RequestBody Refused(MechanismRefusal refusal)
    {
        Return();
        return new RequestBody { Refusal = refusal };
    }

    private bool Append(ReadOnlySequence<byte> part, int limit)
    {
        if (part.Length > limit - _length)
            return false;
        var needed = _length + (int)part.Length;
        if (needed > _rented!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max(needed, _rented.Length * 2)));
            Bytes.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = larger;
        }
        part.CopyTo(_rented.AsSpan(_length));
        _length = needed;
        return true;
    }
}
