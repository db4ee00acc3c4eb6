using System.Collections.Immutable;
using System.Text.Json;
using Dots.Addressing;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Gateway.Administration;

/// <summary>Members of a JSON object, taken one by one. What is missing, of another type or was not taken is a problem; all are reported at once.</summary>
internal sealed class StrictObject
{
    private const int LongestText = 10_000;

    private readonly Dictionary<string, JsonElement> _left;
    private readonly List<string> _problems = [];

    public StrictObject(JsonElement element) => _left = element.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone(), StringComparer.Ordinal);

    /// <summary>Once everything that is known was taken: what is answered when something is wrong; null: nothing is.</summary>
    public Reply? Problem() =>
        _left.Keys.Select(name => $"{Shown(name)}: unknown").Concat(_problems).ToArray() is { Length: > 0 } problems
            ? Reply.Error(StatusCodes.Status400BadRequest, string.Join("; ", problems.Take(20)))
            : null;

    public string Text(string name) => OptionalText(name) ?? Missing(name, "text", "");

    public string? OptionalText(string name) => Take(name) is not { } value ? null
        : Read(value) is { Length: <= LongestText } text ? text
        : Bad<string>(name, $"text of at most {LongestText} characters");

    public bool Flag(string name) => Take(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        null => Missing(name, "true or false", false),
        _ => Bad<bool>(name, "true or false"),
    };

    public int? OptionalNumber(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : Bad<int?>(name, "a whole number");

    public Prefix Prefix(string name) => Dots.Addressing.Prefix.TryParse(Text(name), out var prefix, out var error) ? prefix : Bad<Prefix>(name, "a prefix", error);

    public T Word<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        var word = Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return word is not null ? Enum.Parse<T>(word) : Bad<T>(name, $"one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }

    public ImmutableArray<Prefix>? OptionalPrefixes(string name) =>
        List(name, "a list of prefixes", e => Dots.Addressing.Prefix.TryParse(Read(e), out var prefix, out _) ? prefix : (Dots.Addressing.Prefix?)null);

    public ImmutableArray<uint>? OptionalAsns(string name) =>
        List(name, "a list of AS numbers", e => e.ValueKind == JsonValueKind.Number && e.TryGetUInt32(out var asn) && asn > 0 ? asn : (uint?)null);

    private ImmutableArray<T>? List<T>(string name, string expected, Func<JsonElement, T?> read)
        where T : struct
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            return Bad<ImmutableArray<T>?>(name, expected);
        var items = ImmutableArray.CreateBuilder<T>();
        foreach (var element in value.EnumerateArray())
            if (read(element) is { } item)
                items.Add(item);
            else
                return Bad<ImmutableArray<T>?>(name, expected, $"found {Shown(element.GetRawText())}");
        return items.ToImmutable();
    }

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which the syntax allows and no text can hold.
            return null;
        }
    }

    private JsonElement? Take(string name) => _left.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private T Missing<T>(string name, string expected, T instead)
    {
        // One that was there and bad has been told.
        if (!_problems.Any(p => p.StartsWith(name + ":", StringComparison.Ordinal)))
            _problems.Add($"{name}: missing, expected {expected}");
        return instead;
    }

    private T? Bad<T>(string name, string expected, string? detail = null)
    {
        if (!_problems.Any(p => p.StartsWith(name + ":", StringComparison.Ordinal)))
            _problems.Add($"{name}: expected {expected}{(detail is null ? "" : $"; {detail}")}");
        return default;
    }

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "..." : text;
}
