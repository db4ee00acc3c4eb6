using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>
/// <c>{"orchestrator":{"version":1, ...}}</c>: the one place for what the draft does not have (mechanism, section 2).
/// Other members belong to others and are ignored, and so is a version this code does not know.
/// </summary>
internal sealed class ExtensionKind<T>(Table<T> table) : Kind<T?>
    where T : class
{
    private const int KnownVersion = 1;

    public override string Expects => "not an object";

    public override Table Nested => table;

    private static ReadOnlySpan<byte> Owner => "orchestrator"u8;

    private static ReadOnlySpan<byte> Version => "version"u8;

    public override bool TryRead(ref Input input, out T? value)
    {
        value = null;
        if (input.Reader.TokenType != JsonTokenType.StartObject)
            return false;
        var names = new Input.IgnoredNames();
        var seen = false;
        while (input.Reader.Read() && input.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = input.MemberName();
            if (!name.SequenceEqual(Owner))
            {
                input.Ignore(name, ref names);
                continue;
            }

            if (seen)
                input.Bad("", "names orchestrator twice");
            seen = true;
            value = ReadOwn(ref input);
        }

        return true;
    }

    public override void Write(Utf8JsonWriter writer, T? value)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(Owner);
        writer.WriteNumber(Version, KnownVersion);
        table.WriteMembers(writer, value!);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private T? ReadOwn(ref Input input)
    {
        input.Enter("orchestrator");
        input.Reader.Read();
        T? value = null;
        if (input.Reader.TokenType != JsonTokenType.StartObject)
            input.Invalid(input.Position, "not an object");
        else if (IsOfUnknownVersion(input.Reader))
            input.Skip();
        else
        {
            var before = input.IgnoresUnknown;
            input.IgnoresUnknown = true;
            value = table.Read(ref input);
            input.IgnoresUnknown = before;
        }

        input.Leave();
        return value;
    }

    // A copy of the reader looks ahead: the version may stand behind the members it explains.
    private static bool IsOfUnknownVersion(Utf8JsonReader ahead)
    {
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var found = ahead.ValueSpan.SequenceEqual(Version);
            ahead.Read();
            if (found)
                return !(ahead.TokenType is JsonTokenType.Number or JsonTokenType.String && ahead.ValueSpan.SequenceEqual("1"u8));
            ahead.Skip();
        }

        return false;
    }
}

/// <summary>The same in messages that have no extension of this project's: whatever stands in it is others' business.</summary>
internal sealed class ForeignExtensionsRow<T>(string name, string section) : Row<T>(name, false, section)
{
    public override Table? Nested => null;

    public override bool IsArray => false;

    public override void Read(ref Input input, T target)
    {
        if (input.Reader.TokenType == JsonTokenType.StartObject)
            input.Skip();
        else
            input.Invalid(input.Position, "not an object");
    }

    public override void Write(Utf8JsonWriter writer, T source)
    {
    }
}
