using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Dots.Mechanism.Wire;

namespace Dots.Mechanism;

public static partial class MechanismCodec
{
    private const string ErrorReason = "error_reason", ErrorDetail = "error_detail", ServerTime = "server_time", Skew = "skew_s";

    // A request may have such a member itself (a status has an error_reason): the answer's own replaces it.
    private static readonly byte[][] Added = [.. new[] { ErrorReason, ErrorDetail, ServerTime, Skew }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The body of an error: the request's with error_reason and error_detail (draft, 5.1.2; mechanism, section 4); just these when the request was no JSON object.</summary>
    public static byte[] EncodeRefusal(MechanismRefusal refusal, ReadOnlyMemory<byte> requestBody)
    {
        var body = requestBody.Span;
        var to = new ArrayBufferWriter<byte>(body.Length + 256);
        to.Write("{"u8);
        foreach (var (start, end) in Members(body))
        {
            to.Write(body[start..end]);
            to.Write(","u8);
        }

        var own = new ArrayBufferWriter<byte>(256);
        WriteOwn(own, refusal);
        to.Write(own.WrittenSpan[1..]);
        return to.WrittenSpan.ToArray();
    }

    private static void WriteOwn(IBufferWriter<byte> to, MechanismRefusal refusal)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        writer.WriteStartObject();
        if (refusal.ErrorReason is { } reason)
            writer.WriteNumber(ErrorReason, reason);
        writer.WriteString(ErrorDetail, refusal.Detail);
        if (refusal.ServerTime is { } time)
            writer.WriteString(ServerTime, InstantText.Rfc3339(time));
        if (refusal.SkewSeconds is { } skew)
            writer.WriteNumber(Skew, skew);
        writer.WriteEndObject();
    }

    // The members of the request as they were sent, byte for byte; none when it cannot be taken apart.
    private static List<(int Start, int End)> Members(ReadOnlySpan<byte> body)
    {
        var members = new List<(int, int)>();
        if (!Utf8.IsValid(body))
            return [];
        var input = new Input(body, 0);
        try
        {
            input.Reader.Read();
            if (input.Reader.TokenType != JsonTokenType.StartObject)
                return [];
            while (input.Reader.Read() && input.Reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = input.Position;
                var isOwn = IsAdded(input.MemberName());
                input.Reader.Read();
                input.Reader.Skip();
                if (!isOwn)
                    members.Add((start, (int)input.Reader.BytesConsumed));
            }

            input.Reader.Read();
            return members;
        }
        catch (JsonException)
        {
            // Half an object is no object: what was found so far must not be sent as if it were the request.
            return [];
        }
    }

    private static bool IsAdded(ReadOnlySpan<byte> name)
    {
        foreach (var added in Added)
            if (name.SequenceEqual(added))
                return true;
        return false;
    }
}
