using System.Collections.Immutable;
using System.Globalization;

namespace Controller.Policy;

/// <summary>
/// Whose address space may be protected here, by AS number, from a file: a line each, ASN, or ASN, tab, the id of the member that may ask for it; empty lines and
/// lines that start with # are skipped.
/// </summary>
internal sealed class AskerAsns
{
    private const int MaxProblems = 20;

    private readonly ImmutableArray<uint> _anybodys;
    private readonly ImmutableDictionary<string, ImmutableArray<uint>> _by;

    private AskerAsns(ILookup<string, uint> lines)
    {
        _anybodys = [.. lines[""].Distinct()];
        _by = lines.Where(l => l.Key.Length > 0).ToImmutableDictionary(l => l.Key, l => _anybodys.AddRange(l.Except(_anybodys)), StringComparer.Ordinal);
        All = [.. lines.SelectMany(l => l)];
    }

    /// <summary>Every AS number in the file.</summary>
    public ImmutableHashSet<uint> All { get; }

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static AskerAsns Parse(string text)
    {
        List<string> problems = [];
        List<(string Asker, uint Asn)> lines = [];
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimEnd();
            if (content.IsEmpty || content[0] == '#')
                continue;
            var tab = content.IndexOf('\t');
            if (uint.TryParse(tab < 0 ? content : content[..tab], NumberStyles.None, CultureInfo.InvariantCulture, out var asn) && asn != 0)
                lines.Add((tab < 0 ? "" : content[(tab + 1)..].Trim().ToString(), asn));
            else if (problems.Count < MaxProblems)
                problems.Add($"line {number}: expected an AS number, 1 to {uint.MaxValue}, or one, a tab and a member's id");
        }

        return problems.Count == 0 ? new(lines.ToLookup(l => l.Asker, l => l.Asn)) : throw new FormatException(string.Join("; ", problems));
    }

    /// <summary>ASes whose space this member may ask filters for.</summary>
    /// <param name="asker">Null: an order that names none.</param>
    public ImmutableArray<uint> Of(string? asker) => asker is not null && _by.TryGetValue(asker, out var own) ? own : _anybodys;
}
