using System.Globalization;
using System.Text.Json;
using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>Reads the error attributes out of a refusal's body: the request's body as the peer saw it, plus error_reason and error_detail. All else is skipped.</summary>
internal static class RefusalReader
{
    private const int DetailLength = 1024;

    /// <returns>The refusal; ErrorReason null and an empty detail when the body does not hold them.</returns>
    internal static MechanismRefusal Read(int status, TimeSpan? retryAfter, ReadOnlySpan<byte> body)
    {
        int? reason = null;
        var detail = "";
        DateTimeOffset? serverTime = null;
        double? skew = null;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 32 });
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("error_reason"u8))
                        reason = (int?)Number(ref reader);
                    else if (reader.ValueTextEquals("error_detail"u8))
                        detail = Text(ref reader);
                    else if (reader.ValueTextEquals("server_time"u8))
                        serverTime = DateTimeOffset.TryParse(Text(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
                    else if (reader.ValueTextEquals("skew_s"u8))
                        skew = Number(ref reader);
                    else
                        reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, as far as it was read; the status still says what it says.
        }
        return new MechanismRefusal(status, reason, detail) { RetryAfter = retryAfter, ServerTime = serverTime, SkewSeconds = skew };
    }

    private static double? Number(ref Utf8JsonReader reader)
    {
        const double exactlyHeld = 1e15;
        reader.Read();
        double value = double.NaN;
        if (reader.TokenType == JsonTokenType.Number && !reader.TryGetDouble(out value))
            return null;
        if (reader.TokenType == JsonTokenType.String && !double.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return null;
        reader.Skip();
        return Math.Abs(value) < exactlyHeld ? value : null;
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        reader.Skip();
        return new([.. text.Take(DetailLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
    }
}
