using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Dots.Mechanism.Tables;
using Dots.Mechanism.Wire;

namespace Dots.Mechanism;

public static partial class MechanismCodec
{
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

        // What the answer adds follows the last comma.
        var own = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(own, Options))
            MessageTables.Error.Write(writer, new() { Reason = refusal.ErrorReason, Detail = refusal.Detail, ServerTime = refusal.ServerTime, SkewSeconds = refusal.SkewSeconds });
        to.Write(own.WrittenSpan[1..]);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>What a peer answered instead of 200. Takes any body and reads from it what it can: error bodies echo anything.</summary>
    /// <param name="status">HTTP status of the answer.</param>
    /// <returns>Without a reason, and with an empty detail, where the body has none.</returns>
    public static MechanismRefusal ReadRefusal(int status, ReadOnlyMemory<byte> body)
    {
        var refusal = new MechanismRefusal(status, null, "");
        if (!Utf8.IsValid(body.Span))
            return refusal;
        var input = new Input(body.Span, 0) { IgnoresUnknown = true };
        try
        {
            input.Reader.Read();
            if (input.Reader.TokenType != JsonTokenType.StartObject)
                return refusal;
            var own = MessageTables.Error.Read(ref input);
            return refusal with { ErrorReason = own.Reason, Detail = Input.Clean(own.Detail ?? ""), ServerTime = own.ServerTime, SkewSeconds = own.SkewSeconds };
        }
        catch (JsonException)
        {
            // An error that is not ours, perhaps a proxy's page: its status is all there is.
            return refusal;
        }
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

    // A request may have such a member itself (a status has an error_reason): the answer's own replaces it.
    private static bool IsAdded(ReadOnlySpan<byte> name)
    {
        foreach (var row in MessageTables.Error.Rows)
            if (name.SequenceEqual(row.Utf8))
                return true;
        return false;
    }
}
