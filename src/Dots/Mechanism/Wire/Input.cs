using System.Text;
using System.Text.Json;

namespace Dots.Mechanism.Wire;

/// <summary>
/// One pass over a hostile body. It goes on after a fault, because what must be answered first (400) may stand behind what is answered later (500);
/// only the first of each is kept, so the work stays linear in the body's size.
/// </summary>
internal ref partial struct Input
{
    /// <summary>Nesting of objects and arrays (mechanism, section 3).</summary>
    public const int MaximumDepth = 16;

    // An ignored object may hold many members, but each must be remembered to find duplicates.
    private const int MaximumIgnoredMembers = 1024;

    public Utf8JsonReader Reader;

    private readonly ReadOnlySpan<byte> _body;
    private readonly int _invalidReason;
    private Trail _trail;
    private string? _reason;

    public Input(ReadOnlySpan<byte> body, int invalidReason)
    {
        _body = body;
        _invalidReason = invalidReason;
        Reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaximumDepth });
    }

    /// <summary>Inside extensions.orchestrator unknown members are ignored, outside they are errors (mechanism, section 2).</summary>
    public bool IgnoresUnknown { get; set; }

    /// <summary>What is answered: 400 goes before the draft's 500.</summary>
    public readonly MechanismRefusal? Refusal => BadRequest ?? InvalidValue;

    private MechanismRefusal? BadRequest { get; set; }

    private MechanismRefusal? InvalidValue { get; set; }

    /// <summary>Goes into the attribute: faults name it until <see cref="Leave"/>.</summary>
    public void Enter(string name) => _trail.Push(name);

    /// <summary>Goes to an element of the array that is the current attribute.</summary>
    public void EnterElement(int index) => _trail.Index = index;

    public void LeaveElements() => _trail.Index = -1;

    public void Leave() => _trail.Pop();

    /// <summary>Records a fault of the request as a whole: 400.</summary>
    /// <param name="name">Attribute below the current one; empty for the current one.</param>
    public void Bad(string name, string what) =>
        BadRequest ??= new(400, 0, Clean($"{Named(name)} {what}"));

    /// <summary>Whether the answer is 400 already: what else is wrong need not be spelled out.</summary>
    public readonly bool IsBad => BadRequest is not null;

    /// <summary>Records a value that the attribute does not take: 500. Steps over the value when it is a container.</summary>
    /// <param name="start">Where in the body the value begins.</param>
    public void Invalid(int start, string why)
    {
        if (Reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            Skip();
        if (InvalidValue is null)
            Invalid("", $"{Shown(_body[start..(int)Reader.BytesConsumed])}: {why}");
    }

    /// <summary>Records a value that does not fit the others: 500.</summary>
    /// <param name="name">Attribute below the current one; empty for the current one.</param>
    public void Invalid(string name, string what) =>
        InvalidValue ??= new(500, _invalidReason, Clean($"{Named(name)} {what}"));

    /// <summary>Records an attribute that nobody defined: 500.</summary>
    public void Unknown(ReadOnlySpan<byte> name)
    {
        if (InvalidValue is null)
            Invalid(Shown(name), "is not an attribute of this message");
    }

    /// <summary>Keeps why the value just read is refused, where a kind can say more than what it expects.</summary>
    public bool Because(string reason)
    {
        _reason = reason;
        return false;
    }

    public string? TakeReason()
    {
        var reason = _reason;
        _reason = null;
        return reason;
    }

    /// <summary>Where the current token begins.</summary>
    public readonly int Position => (int)Reader.TokenStartIndex;

    /// <summary>A text or name as sent, cut to 64 characters.</summary>
    public static string Shown(ReadOnlySpan<byte> utf8)
    {
        const int characters = 64;
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, characters * 4)]);
        if (text.Length <= characters && utf8.Length <= characters * 4)
            return text;
        var end = char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters;
        return string.Concat(text.AsSpan(0, end), "...");
    }

    private readonly string Named(string name) => _trail.Path(name) is { Length: > 0 } path ? path : "the body";

    // Details go into logs line by line.
    public static string Clean(string detail) =>
        detail.AsSpan().ContainsAnyInRange('\0', '\x1f') || detail.Contains('\x7f')
            ? string.Create(detail.Length, detail, static (to, from) =>
            {
                for (var at = 0; at < to.Length; at++)
                    to[at] = char.IsControl(from[at]) ? ' ' : from[at];
            })
            : detail;
}
