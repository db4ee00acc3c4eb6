using System.Text.Json;

namespace Dots.Transport.Mechanism;

/// <summary>Whether bytes are one JSON object, whatever is in it: what <c>{}</c> may have become in a later version of a peer.</summary>
internal static class JsonObject
{
    internal static bool Is(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 16 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
