using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dots.Addressing;

namespace NearSource.Origins;

/// <summary>How many addresses of one IP version an AS originates.</summary>
internal readonly record struct AddressSpace(uint Asn, double Addresses)
{
    /// <summary>
    /// All that a table tells of a version, those with most first. An address counts once, where its longest prefix says; what several ASes originate is split evenly.
    /// </summary>
    public static ImmutableArray<AddressSpace> Of(PrefixTable<OriginSet> table, bool v6)
    {
        // Ascending, the wider first: those that hold a prefix are the ones before it that have not ended.
        var (sizes, open) = (new Dictionary<uint, double>(), new Stack<(Prefix Prefix, OriginSet Origins)>());
        foreach (var (prefix, origins) in table.Entries)
        {
            if (prefix.IsIPv6 != v6)
                continue;
            while (open.TryPeek(out var wider) && !wider.Prefix.Contains(prefix))
                open.Pop();
            var addresses = Math.ScaleB(1, prefix.Width - prefix.Length);
            if (open.TryPeek(out var holder))
                Add(holder.Origins, -addresses);
            Add(origins, addresses);
            open.Push((prefix, origins));
        }

        return [.. sizes.Where(s => s.Value > 0).OrderByDescending(s => s.Value).ThenBy(s => s.Key).Select(s => new AddressSpace(s.Key, s.Value))];

        void Add(OriginSet origins, double addresses)
        {
            foreach (var asn in origins.Asns)
                CollectionsMarshal.GetValueRefOrAddDefault(sizes, asn, out _) += addresses / origins.Asns.Length;
        }
    }
}
