using System.Collections.Immutable;
using Dots.Addressing;

namespace Controller.Policy;

/// <summary>
/// Which country an address belongs to, from a file (<see cref="ListLines"/>): PREFIX, tab, two letters (ISO 3166-1).
/// The longest prefix that holds an address says it; a target may be wide enough to lie in several.
/// </summary>
internal sealed class CountryTable
{
    /// <summary>The country of what no line covers.</summary>
    public const string Unknown = "??";

    public static readonly CountryTable Empty = new([]);

    private readonly PrefixTable<string> _table;
    private readonly Prefix[] _prefixes;
    private readonly string[] _countries;

    private CountryTable(IEnumerable<(Prefix, string)> lines)
    {
        _table = new(lines);
        (_prefixes, _countries) = ([.. _table.Entries.Select(e => e.Prefix)], [.. _table.Entries.Select(e => e.Value)]);
    }

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static CountryTable Parse(string text)
    {
        List<(Prefix, string)> lines = [];
        ListLines.Read(text, (value, code) =>
        {
            if (!IsCode(code))
                return "expected a prefix, a tab and two capital letters";
            if (!Prefix.TryParse(value, out var prefix, out var error))
                return error;
            lines.Add((prefix, string.Intern(code.ToString())));
            return null;
        });
        return new(lines);
    }

    /// <summary>Every country that some address of the target is in; <see cref="Unknown"/> where no line covers one.</summary>
    public ImmutableArray<string> Of(Prefix target)
    {
        // By network, the wider first: those inside the target follow each other, and its own line comes before them.
        var at = Array.BinarySearch(_prefixes, target);
        var first = at >= 0 ? at + 1 : ~at;
        var end = first;
        while (end < _prefixes.Length && target.Contains(_prefixes[end]))
            end++;
        var inside = _countries[first..end].Distinct();
        var rest = end > first && new PrefixSet(_prefixes[first..end]).Covers(target) ? null : _table.TryMatch(target, out _, out var country) ? country : Unknown;
        return [.. rest is null ? inside : inside.Append(rest).Distinct()];
    }

    public static bool IsCode(ReadOnlySpan<char> text) => text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);
}
