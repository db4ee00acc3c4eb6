using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Conformance.Tests.Transcripts;

/// <summary>
/// What stands in a dialogue for what varies: <c>&lt;hex:alert></c> is a value of this form, the same wherever it stands; <c>&lt;int></c> any value of this form.
/// </summary>
internal sealed partial class Values
{
    private static readonly Dictionary<string, Regex> Forms = new(StringComparer.Ordinal)
    {
        // SHA-256 in hex: alert ids, sender ids, tokens.
        ["hex"] = new(@"\G[0-9a-f]{64}"),
        ["int"] = new(@"\G\d+"),
        ["number"] = new(@"\G\d+(\.\d+)?"),
        ["time"] = new(@"\G\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
        ["text"] = new("\\G[^\"]+"),
    };

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public string this[string name]
    {
        get => _known[name];
        init => _known[name] = value;
    }

    /// <summary>
    /// The text with every value put in. Numbers, times and hashes that are not known yet, an answer's own, are made up; words mean something and
    /// must be known.
    /// </summary>
    public string Fill(string template) => Placeholder().Replace(template, m => Known(m) ?? m.Groups["form"].Value switch
    {
        "hex" => new string('e', 64),
        "time" => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        "text" => throw new KeyNotFoundException(m.Value),
        _ => "60",
    });

    /// <summary>Compares byte for byte, and learns the values that were not known yet.</summary>
    /// <returns>Where and how the text differs; null: not at all.</returns>
    public string? Differs(string template, string text)
    {
        var learnt = new Dictionary<string, string>(StringComparer.Ordinal);
        var (at, from) = (0, 0);
        foreach (Match placeholder in Placeholder().Matches(template))
        {
            if (Literal(template[from..placeholder.Index], text, ref at) is { } differs)
                return differs;
            from = placeholder.Index + placeholder.Length;
            var name = placeholder.Groups["name"].Value;
            if ((Known(placeholder) ?? learnt.GetValueOrDefault(name)) is { } known)
            {
                if (Literal(known, text, ref at) is { } other)
                    return $"{placeholder.Value}: {other}";
                continue;
            }

            var found = Forms[placeholder.Groups["form"].Value].Match(text, at);
            if (!found.Success)
                return $"{placeholder.Value} {At(text, at)}";
            at += found.Length;
            if (name.Length > 0)
                learnt[name] = found.Value;
        }

        if (Literal(template[from..], text, ref at) is { } rest)
            return rest;
        if (at < text.Length)
            return $"nothing more {At(text, at)}";
        foreach (var (name, value) in learnt)
            _known[name] = value;
        return null;
    }

    private static string? Literal(string expected, string text, ref int at)
    {
        var start = at;
        for (var i = 0; i < expected.Length; i++, at++)
            if (at >= text.Length || text[at] != expected[i])
                return $"{expected[Math.Max(0, i - 30)..Math.Min(expected.Length, i + 30)]} {At(text, start + i)}";
        return null;
    }

    private static string At(string text, int at) =>
        new StringBuilder($"was expected, at {at} stands {text[Math.Max(0, at - 30)..at]}>>>{text[at..Math.Min(text.Length, at + 60)]}\nAll of it: ").Append(text).ToString();

    private string? Known(Match placeholder) => placeholder.Groups["name"].Value is { Length: > 0 } name && _known.TryGetValue(name, out var known) ? known : null;

    [GeneratedRegex("<(?<form>hex|int|number|time|text)(:(?<name>[a-z_]+))?>")]
    private static partial Regex Placeholder();
}
