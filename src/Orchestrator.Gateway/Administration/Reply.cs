using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Gateway.Administration;

/// <summary>An answer to an administrator: a JSON object.</summary>
internal sealed record Reply(int Status, object Body)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = null, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Sent as the header Retry-After.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Reply Done(object body) => new(StatusCodes.Status200OK, body);

    /// <param name="why">For a person: what is wrong, and what to do. What was sent may stand in it; its control characters become spaces, since it ends on consoles.</param>
    public static Reply Error(int status, string why, TimeSpan? retryAfter = null) =>
        new(status, new { Error = why.Any(char.IsControl) ? string.Concat(why.Select(c => char.IsControl(c) ? ' ' : c)) : why }) { RetryAfter = retryAfter };

    public async Task Write(HttpResponse response)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Body, Options);
        response.StatusCode = Status;
        response.ContentType = JsonRequest.Type;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } after)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        await response.BodyWriter.WriteAsync(body);
    }
}
