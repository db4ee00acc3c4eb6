using System.Collections.Immutable;
using System.Globalization;

namespace Controller.Policy;

/// <summary>
/// Whose address space may be protected here, by AS number, from a file (<see cref="ListLines"/>): ASN, or ASN, tab, the id of the member that may ask for it.
/// </summary>
internal sealed class AskerAsns
{
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
        List<(string Asker, uint Asn)> lines = [];
        ListLines.Read(text, (value, asker) =>
        {
            if (!uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var asn) || asn == 0)
                return $"expected an AS number, 1 to {uint.MaxValue}, or one, a tab and a member's id";
            lines.Add((asker.Trim().ToString(), asn));
            return null;
        });
        return new(lines.ToLookup(l => l.Asker, l => l.Asn));
    }

    /// <summary>ASes whose space this member may ask filters for.</summary>
    /// <param name="asker">Null: an order that names none.</param>
    public ImmutableArray<uint> Of(string? asker) => asker is not null && _by.TryGetValue(asker, out var own) ? own : _anybodys;
}
