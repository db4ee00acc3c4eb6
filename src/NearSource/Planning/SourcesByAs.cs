using System.Runtime.InteropServices;

namespace NearSource.Planning;

/// <summary>The attack's sources by the AS they start in.</summary>
internal sealed class SourcesByAs
{
    private readonly int[] _starts;
    private readonly (int Source, double Share)[] _parts;

    /// <param name="map">The sources.</param>
    /// <param name="ases">In which ASes each starts.</param>
    public SourcesByAs(SourceMap map, SourceAses ases)
    {
        // Tens of thousands of sources in a few thousand ASes: numbered as they come, then put in order.
        var (numbers, parts) = (new Dictionary<uint, int>(), new List<(int Number, int Source, double Share)>(map.Sources.Length));
        for (var source = 0; source < map.Sources.Length; source++)
        {
            var asns = ases.Of(map.Sources[source].Prefix, map.OriginOf(source));
            if (asns.IsEmpty)
                Unmapped += map.Sources[source].Share;
            foreach (var asn in asns)
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, asn, out var known);
                if (!known)
                    number = numbers.Count - 1;
                parts.Add((number, source, map.Sources[source].Share / asns.Length));
            }
        }

        Asns = [.. numbers.Keys.Order()];
        var place = new int[Asns.Length];
        for (var at = 0; at < place.Length; at++)
            place[numbers[Asns[at]]] = at;

        (_starts, _parts) = (new int[Asns.Length + 1], new (int, double)[parts.Count]);
        foreach (var part in parts)
            _starts[place[part.Number] + 1]++;
        for (var at = 0; at < Asns.Length; at++)
            _starts[at + 1] += _starts[at];
        var next = _starts[..^1];
        foreach (var (number, source, share) in parts)
            _parts[next[place[number]]++] = (source, share);
    }

    private SourcesByAs() => (Asns, _starts, _parts) = ([], [0], []);

    /// <summary>Of an attack of which no source is known.</summary>
    public static SourcesByAs None { get; } = new();

    /// <summary>The ASes, ascending.</summary>
    public uint[] Asns { get; }

    /// <summary>Share of the attack that starts nobody knows where.</summary>
    public double Unmapped { get; }

    /// <summary>The sources that start in an AS, by positions in the map's, heaviest first, with their part of the attack: a source of several ASes is split evenly.</summary>
    /// <param name="at">The AS's position.</param>
    public ReadOnlySpan<(int Source, double Share)> Of(int at) => _parts.AsSpan(_starts[at], _starts[at + 1] - _starts[at]);

    /// <summary>Their part of the attack together.</summary>
    public double ShareOf(int at)
    {
        var whole = 0.0;
        foreach (var (_, share) in Of(at))
            whole += share;
        return whole;
    }
}
