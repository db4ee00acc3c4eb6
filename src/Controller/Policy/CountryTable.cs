using Dots.Addressing;

namespace Controller.Policy;

/// <summary>
/// Which country an address belongs to, from a file: a line each, PREFIX, tab, two letters (ISO 3166-1); empty lines and lines that start with # are skipped.
/// The longest prefix that holds all of a target says it.
/// </summary>
internal sealed class CountryTable
{
    /// <summary>The country of what no line covers.</summary>
    public const string Unknown = "??";

    public static readonly CountryTable Empty = new([]);

    private const int MaxProblems = 20;

    private readonly PrefixTable<string> _table;

    private CountryTable(IEnumerable<(Prefix, string)> lines) => _table = new(lines);

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static CountryTable Parse(string text)
    {
        List<string> problems = [];
        List<(Prefix, string)> lines = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimEnd();
            if (content.IsEmpty || content[0] == '#' || problems.Count == MaxProblems)
                continue;
            var tab = content.IndexOf('\t');
            if (tab < 0 || !IsCode(content[(tab + 1)..]))
                problems.Add($"line {number}: expected a prefix, a tab and two capital letters");
            else if (Prefix.TryParse(content[..tab], out var prefix, out var error))
                lines.Add((prefix, string.Intern(content[(tab + 1)..].ToString())));
            else
                problems.Add($"line {number}: {error}");
        }

        return problems.Count == 0 ? new(lines) : throw new FormatException(string.Join("; ", problems));
    }

    public string Of(Prefix target) => _table.TryMatch(target, out _, out var country) ? country : Unknown;

    public static bool IsCode(ReadOnlySpan<char> text) => text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);
}
