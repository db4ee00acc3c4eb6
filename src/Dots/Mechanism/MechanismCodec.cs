using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Dots.Mechanism.Tables;
using Dots.Mechanism.Wire;

namespace Dots.Mechanism;

/// <summary>
/// Bodies of the JSON mechanism to messages and back (draft-nishizuka-dots-inter-domain-mechanism-02, section 5; mechanism, sections 2 to 4).
/// Takes any bytes and never throws for what is in them. Type parameters are the messages of this namespace.
/// </summary>
public static partial class MechanismCodec
{
    /// <summary>The version that is sent.</summary>
    public const string Version = "1.0.0";

    private const int FirstBytes = 2048;
    private const int KeptBytes = 64 * 1024;

    // One a thread: growing a buffer for each message costs several times the message in garbage.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    // What is not plain ASCII or matters to HTML only may stand as it is in application/json.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads a body of at most <see cref="MessageNames.MaxBytes"/>; that bound is for whoever receives it to keep.</summary>
    /// <returns>The message, or 400 (no JSON, members doubled or missing, too many, version), or else 500 (unknown attribute, invalid value).</returns>
    public static Parsed<T> Parse<T>(ReadOnlyMemory<byte> utf8) => Parse<T>(utf8.Span);

    /// <inheritdoc cref="Parse{T}(ReadOnlyMemory{byte})"/>
    public static Parsed<T> Parse<T>(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            return new(new MechanismRefusal(400, 0, "the body is not UTF-8"));
        var input = new Input(utf8, MessageTables.InvalidReason<T>());
        try
        {
            input.Reader.Read();
            if (input.Reader.TokenType != JsonTokenType.StartObject)
                return new(new MechanismRefusal(400, 0, "the body is not a JSON object"));
            var message = MessageTables.For<T>().Read(ref input);

            // Sees what stands behind the object.
            input.Reader.Read();
            return input.Refusal is { } refusal ? new(refusal) : new(message);
        }
        catch (JsonException fault)
        {
            return new(new MechanismRefusal(400, 0, $"the body is not JSON: {Input.Clean(Short(fault.Message))}"));
        }
    }

    // The reader quotes a literal that is none up to the body's end; what is wrong stands before it and where behind it.
    private static string Short(string fault) => fault.Length <= 400 ? fault : $"{fault.AsSpan(0, 200)} ... {fault.AsSpan(fault.Length - 200)}";

    /// <summary>Writes the form that the draft prints.</summary>
    public static void Write<T>(IBufferWriter<byte> to, T message)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        MessageTables.For<T>().Write(writer, message);
    }

    /// <inheritdoc cref="Write{T}(IBufferWriter{byte}, T)"/>
    public static byte[] Encode<T>(T message)
    {
        var to = _scratch ?? new(FirstBytes);
        _scratch = null;
        try
        {
            Write(to, message);
            return to.WrittenSpan.ToArray();
        }
        finally
        {
            if (to.Capacity <= KeptBytes)
            {
                to.ResetWrittenCount();
                _scratch = to;
            }
        }
    }
}
