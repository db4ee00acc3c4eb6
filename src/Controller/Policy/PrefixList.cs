using System.Collections.Immutable;
using Dots.Addressing;

namespace Controller.Policy;

/// <summary>Prefixes from a file: a line each, PREFIX or PREFIX, tab, note; empty lines and lines that start with # are skipped.</summary>
internal sealed class PrefixList
{
    public static readonly PrefixList Empty = new([]);

    private const int MaxProblems = 20;

    // By length, longest first: looking a prefix up costs one probe for each length in use, however long the list.
    private readonly ImmutableArray<(int Length, bool V6, HashSet<Prefix> Prefixes)> _byLength;

    private PrefixList(ImmutableArray<Prefix> all)
    {
        All = all;
        _byLength = [.. all.GroupBy(p => (p.Length, p.IsIPv6)).OrderByDescending(g => g.Key.Length).Select(g => (g.Key.Length, g.Key.IsIPv6, g.ToHashSet()))];
    }

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

    /// <summary>Whether one of the list holds all of it.</summary>
    public bool Covers(Prefix prefix) =>
        _byLength.Any(g => g.V6 == prefix.IsIPv6 && g.Length <= prefix.Length && g.Prefixes.Contains(Prefix.Create(prefix.Bits, g.Length, prefix.IsIPv6)));

    /// <summary>One of the list that has an address in common with it, or null.</summary>
    public Prefix? Overlapping(Prefix prefix)
    {
        foreach (var (length, v6, prefixes) in _byLength)
            if (v6 == prefix.IsIPv6 && length <= prefix.Length && Prefix.Create(prefix.Bits, length, v6) is var covering && prefixes.Contains(covering))
                return covering;

        // Those inside it follow it in the list's order, if there are any.
        var at = All.BinarySearch(prefix);
        at = at < 0 ? ~at : at;
        return at < All.Length && prefix.Contains(All[at]) ? All[at] : null;
    }
}
