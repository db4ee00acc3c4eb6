using System.Collections.Immutable;
using Dots.Addressing;

namespace Controller.Policy;

/// <summary>Prefixes from a file: a line each, PREFIX or PREFIX, tab, note; empty lines and lines that start with # are skipped.</summary>
internal sealed class PrefixList
{
    public static readonly PrefixList Empty = new([]);

    private const int MaxProblems = 20;

    private readonly PrefixSet _set;

    private PrefixList(ImmutableArray<Prefix> all) => (All, _set) = (all, new(all));

    public ImmutableArray<Prefix> All { get; }

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static PrefixList Parse(string text)
    {
        List<string> problems = [];
        SortedSet<Prefix> prefixes = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimEnd();
            if (content.IsEmpty || content[0] == '#')
                continue;
            var tab = content.IndexOf('\t');
            if (Prefix.TryParse(tab < 0 ? content : content[..tab], out var prefix, out var error))
                prefixes.Add(prefix);
            else if (problems.Count < MaxProblems)
                problems.Add($"line {number}: {error}");
        }

        return problems.Count == 0 ? new([.. prefixes]) : throw new FormatException(string.Join("; ", problems));
    }

    /// <summary>Whether all of it is in the list.</summary>
    public bool Covers(Prefix prefix) => _set.Covers(prefix);

    /// <summary>Whether any of it is in the list.</summary>
    public bool Overlaps(Prefix prefix) => _set.Overlaps(prefix);
}
