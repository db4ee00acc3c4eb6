using System.Collections.Immutable;
using Dots.Addressing;

namespace Grains.Consortium;

/// <summary>
/// Every member's zones in order, each with a link to the one before it that holds it, so that who holds a target is found in as many steps as the
/// logarithm of their number: every request asks this, and a consortium may have tens of thousands.
/// </summary>
internal sealed class HeldZones
{
    private readonly ImmutableArray<Member> _holders;
    private readonly (Prefix Zone, int Holder)[] _zones;
    private readonly int[] _parents;

    public HeldZones(ImmutableArray<Member> members)
    {
        _holders = [.. members.Where(m => !m.Zones.IsEmpty).OrderBy(m => m.Id, StringComparer.Ordinal)];
        _zones = [.. _holders.SelectMany((m, i) => m.Zones.Select(zone => (Zone: zone, Holder: i))).Order()];
        _parents = new int[_zones.Length];
        for (var i = 0; i < _zones.Length; i++)
            _parents[i] = Holding(i - 1, _zones[i].Zone);
    }

    /// <summary>Members with a zone that overlaps one of these prefixes, each once, in ascending order of id.</summary>
    public IEnumerable<Member> Overlapping(IReadOnlyCollection<Prefix> targets)
    {
        var found = new List<int>();
        foreach (var target in targets)
        {
            // What holds the target is the last zone not behind it in order, or one that holds that one; what lies inside it follows.
            var behind = FirstBehind(target);
            for (var i = Holding(behind - 1, target); i >= 0; i = _parents[i])
                Add(found, _zones[i].Holder);
            for (var i = behind; i < _zones.Length && target.Contains(_zones[i].Zone); i++)
                Add(found, _zones[i].Holder);
        }

        found.Sort();
        return found.Select(i => _holders[i]);
    }

    // Nearly always one or two, so that a search through the list is less than a set.
    private static void Add(List<int> found, int holder)
    {
        if (!found.Contains(holder))
            found.Add(holder);
    }

    private int Holding(int from, Prefix target)
    {
        while (from >= 0 && !_zones[from].Zone.Contains(target))
            from = _parents[from];
        return from;
    }

    private int FirstBehind(Prefix target)
    {
        var (low, high) = (0, _zones.Length);
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (_zones[middle].Zone <= target)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
