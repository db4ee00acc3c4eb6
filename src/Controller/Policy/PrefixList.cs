using System.Collections.Immutable;
using Dots.Addressing;

namespace Controller.Policy;

/// <summary>Prefixes from a file (<see cref="ListLines"/>): PREFIX, or PREFIX, tab, note.</summary>
internal sealed class PrefixList
{
    public static readonly PrefixList Empty = new([]);

    private readonly PrefixSet _set;

    private PrefixList(ImmutableArray<Prefix> all) => (All, _set) = (all, new(all));

    public ImmutableArray<Prefix> All { get; }

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static PrefixList Parse(string text)
    {
        SortedSet<Prefix> prefixes = [];
        ListLines.Read(text, (value, _) =>
        {
            if (!Prefix.TryParse(value, out var prefix, out var error))
                return error;
            prefixes.Add(prefix);
            return null;
        });
        return new([.. prefixes]);
    }

    /// <summary>Whether all of it is in the list.</summary>
    public bool Covers(Prefix prefix) => _set.Covers(prefix);

    /// <summary>Whether any of it is in the list.</summary>
    public bool Overlaps(Prefix prefix) => _set.Overlaps(prefix);
}
