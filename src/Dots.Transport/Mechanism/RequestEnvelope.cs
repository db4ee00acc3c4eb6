using Dots.Mechanism;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dots.Transport.Mechanism;

/// <summary>The first row of the checks: path, method, content type, announced size (mechanism, section 4).</summary>
internal static class RequestEnvelope
{
    internal const string Json = "application/json";

    internal static MechanismRefusal? Check(HttpRequest request, Operation operation)
    {
        // Routing is lenient about case and a trailing slash; a path of the protocol is neither.
        var path = request.Path.Value.AsSpan();
        if (!path.EndsWith(operation.WireName, StringComparison.Ordinal) || path[^(operation.WireName.Length + 1)] != '/')
            return new MechanismRefusal(404, ErrorReason.Others, "there is nothing at this path");
        if (!HttpMethods.IsPost(request.Method))
            return new MechanismRefusal(405, ErrorReason.Others, $"{operation.WireName} is sent with POST");
        if (!IsJson(request.ContentType))
            return new MechanismRefusal(415, ErrorReason.Others, "the content type must be application/json (UTF-8)");
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
            return new MechanismRefusal(415, ErrorReason.Others, "a content encoding is not accepted");
        return request.ContentLength > operation.MaxBytes ? TooLarge(operation) : null;
    }

    internal static MechanismRefusal TooLarge(Operation operation) =>
        new(413, ErrorReason.Others, $"the body of {operation.WireName} may have {operation.MaxBytes} bytes at most");

    internal static bool IsJson(string? contentType)
    {
        if (contentType is null)
            return false;
        if (contentType == Json)
            return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
            return false;
        return !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
    }
}
