using System.Globalization;
using Dots.Mechanism;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dots.Transport.Mechanism;

/// <summary>The Date header: present, and near the time here (mechanism, section 4). It keeps old messages from being played again.</summary>
internal static class RequestDate
{
    /// <param name="signed">When the request was signed, if it was: must be near too, and is then its time.</param>
    internal static MechanismRefusal? Check(HttpRequest request, DateTimeOffset? signed, DateTimeOffset now, TimeSpan skew, out DateTimeOffset date)
    {
        date = default;
        var header = request.Headers.Date;
        if (header.Count == 0)
            return new MechanismRefusal(400, ErrorReason.BadRequest, "the Date header is missing");
        if (header.Count > 1 || !HeaderUtilities.TryParseDate(header[0], out date))
            return new MechanismRefusal(400, ErrorReason.BadRequest, "the Date header is not an HTTP date");

        if (Far(date, "the Date header", now, skew) is { } stale)
            return stale;
        if (signed is not { } created)
            return null;
        date = created;
        return Far(created, "the signature's created", now, skew);
    }

    private static MechanismRefusal? Far(DateTimeOffset time, string what, DateTimeOffset now, TimeSpan skew)
    {
        // Both have whole seconds: the sender's fraction is unknown and is not held against it.
        var ahead = time - DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (ahead.Duration() <= skew)
            return null;
        var seconds = (long)ahead.TotalSeconds;
        return Stale(string.Create(CultureInfo.InvariantCulture, $"{what} is {Math.Abs(seconds)} s {(seconds < 0 ? "behind" : "ahead of")} the server's clock; at most {skew.TotalSeconds:0} s are accepted"), now, seconds);
    }

    private static MechanismRefusal Stale(string detail, DateTimeOffset now, long seconds) =>
        new(403, ErrorReason.Others, detail) { ServerTime = now, SkewSeconds = seconds };
}
