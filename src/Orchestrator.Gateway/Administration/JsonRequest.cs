using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Orchestrator.Gateway.Administration;

/// <summary>Reads a JSON object that somebody posted: bounded in size, depth and time.</summary>
internal static class JsonRequest
{
    public const string Type = "application/json";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The object's members, or what is answered instead.</summary>
    public static async Task<(StrictObject? Object, Reply? Refusal)> Read(HttpRequest request, int maximumBytes, TimeProvider time)
    {
        if (!HttpMethods.IsPost(request.Method))
            return (null, Reply.Error(StatusCodes.Status405MethodNotAllowed, "send it with POST"));
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Type, StringComparison.OrdinalIgnoreCase) || request.Headers.ContentEncoding.Count > 0)
            return (null, Reply.Error(StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json (UTF-8), without a content encoding"));
        if (request.ContentLength > maximumBytes)
            return (null, TooLarge(maximumBytes));

        using var ended = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, request.HttpContext.RequestAborted);
        try
        {
            var body = new byte[maximumBytes + 1];
            var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, either.Token);
            if (length > maximumBytes)
                return (null, TooLarge(maximumBytes));
            // The parser looks into texts only where they are asked for: what is no UTF-8 must not get that far.
            if (!Utf8.IsValid(body.AsSpan(0, length)))
                return (null, Reply.Error(StatusCodes.Status400BadRequest, "the body is not UTF-8"));
            using var document = JsonDocument.Parse(body.AsMemory(0, length), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (new StrictObject(document.RootElement), null)
                : (null, Reply.Error(StatusCodes.Status400BadRequest, "the body must be one JSON object"));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            request.HttpContext.Connection.RequestClose();
            return (null, Reply.Error(StatusCodes.Status408RequestTimeout, $"the body did not arrive within {Limit.TotalSeconds:0} s"));
        }
        catch (BadHttpRequestException e)
        {
            return (null, Reply.Error(e.StatusCode, "the body stalled or was not sent as HTTP wants it"));
        }
        catch (IOException) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // A chunk's size that fits no number: Kestrel has no exception of its own for it, and nobody knows where the next request begins.
            request.HttpContext.Connection.RequestClose();
            return (null, Reply.Error(StatusCodes.Status400BadRequest, "the body was not sent as HTTP wants it"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for half a surrogate pair, which the syntax allows and no text can hold.
            return (null, Reply.Error(StatusCodes.Status400BadRequest, $"the body is not JSON: {e.Message}"));
        }
    }

    private static Reply TooLarge(int maximumBytes) => Reply.Error(StatusCodes.Status413PayloadTooLarge, $"the body may have {maximumBytes} bytes at most");
}
