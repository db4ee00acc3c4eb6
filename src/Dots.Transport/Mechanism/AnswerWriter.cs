using System.Globalization;
using Dots.Mechanism;
using Dots.Transport.Passwords;
using Dots.Transport.Signatures;
using Microsoft.AspNetCore.Http;

namespace Dots.Transport.Mechanism;

/// <summary>Writes answers; Kestrel adds Date.</summary>
internal static class AnswerWriter
{
    /// <param name="seal">Signs the answer; null where answers are not signed.</param>
    internal static ValueTask Message(HttpResponse response, ReadOnlyMemory<byte> body, AnswerSeal? seal) => Write(response, StatusCodes.Status200OK, body, seal);

    /// <param name="requestBody">Empty when the body was not read: then the two error attributes stand alone.</param>
    internal static ValueTask Refusal(HttpResponse response, MechanismRefusal refusal, ReadOnlyMemory<byte> requestBody, AnswerSeal? seal)
    {
        if (refusal.RetryAfter is { } after)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        if (refusal.Status == StatusCodes.Status401Unauthorized && PeerIdentity.Listener(response.HttpContext) == ListenerIdentity.ServerOnly)
            response.Headers.WWWAuthenticate = BasicCredentials.Challenge;
        // Only who stalls is cut off. After other refusals the rest of a body is drained, with a limit: closing on it would reset the connection
        // and the peer might never read why it was refused.
        if (refusal.Status == StatusCodes.Status408RequestTimeout)
            response.HttpContext.Connection.RequestClose();
        return Write(response, refusal.Status, MechanismCodec.EncodeRefusal(refusal, requestBody), seal);
    }

    private static async ValueTask Write(HttpResponse response, int status, ReadOnlyMemory<byte> body, AnswerSeal? seal)
    {
        response.StatusCode = status;
        response.ContentType = RequestEnvelope.Json;
        response.ContentLength = body.Length;
        seal?.Sign(response, body.Span);
        await response.BodyWriter.WriteAsync(body);
    }
}
