using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using NearSource.Choice;
using NearSource.Input;
using NearSource.Origins;
using NearSource.Topology;

namespace Bench.Planning;

/// <summary>Reads what an evaluation is made of. Any file may be plain, gzip or bzip2; what is wrong with one ends the benchmark with a sentence.</summary>
internal static class Evaluation
{
    private const long MostBytes = 1L << 30;

    public static AsGraph Graph(string path)
    {
        var reading = AsGraph.Read(Open(path), new() { Tolerant = true });
        return reading.Graph ?? throw new InvalidDataException($"{path}: {string.Join("; ", reading.Errors)}");
    }

    public static OriginTable Origins(IEnumerable<string> paths)
    {
        var all = new List<Origin>();
        foreach (var path in paths)
        {
            using var text = Text(path);
            var reading = OriginTable.Read(text, new() { Tolerant = true });
            all.AddRange((reading.Table ?? throw new InvalidDataException($"{path}: {string.Join("; ", reading.Errors)}")).Announced);
        }

        return OriginTable.Of(all);
    }

    /// <summary>AS numbers, one a line.</summary>
    public static ImmutableArray<uint> Asns(string path) => [.. Lines(path).Select(l => l.Split('\t', ' ', ',')[0])
        .Select(w => uint.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var asn) ? asn : throw new InvalidDataException($"{path}: '{w}' is no AS number"))];

    /// <summary>Addresses or prefixes with anything behind them, each counting once, mapped by the origin table; or "asn,count", where AS 0 is unmapped.</summary>
    public static AttackOrigins Sources(string path, Func<OriginTable> origins)
    {
        var (counts, addresses) = (new SortedDictionary<uint, double>(), new List<Prefix>());
        foreach (var line in Lines(path))
        {
            var word = line.Split('\t', ' ', ',', ';')[0];
            if (Prefix.TryParse(word, out var prefix, out _))
                addresses.Add(prefix);
            else if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var asn)
                && line.Split(',') is [_, var count, ..] && double.TryParse(count, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight))
                counts[asn] = counts.GetValueOrDefault(asn) + weight;
            else if (!word.StartsWith("asn", StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException($"{path}: '{word}' is neither an address nor asn,count");
        }

        return addresses.Count == 0 ? Of(counts) : Mapped(addresses, origins());
    }

    /// <summary>The addresses of such a file.</summary>
    public static IEnumerable<Prefix> Addresses(string path) => Lines(path).Select(l => Prefix.Parse(l.Split('\t', ' ')[0]));

    /// <summary>Addresses by the AS that originates them; one of several is split evenly.</summary>
    public static AttackOrigins Mapped(IEnumerable<Prefix> addresses, OriginTable origins)
    {
        var counts = new SortedDictionary<uint, double>();
        foreach (var address in addresses)
        {
            var found = origins.Find(address).Asns;
            foreach (var asn in found.IsEmpty ? [0u] : found)
                counts[asn] = counts.GetValueOrDefault(asn) + (1.0 / Math.Max(1, found.Length));
        }

        return Of(counts);
    }

    private static AttackOrigins Of(SortedDictionary<uint, double> counts) =>
        new([.. counts.Where(c => c.Key != 0).Select(c => new SourceAs(c.Key, c.Value, Math.Max(1, (int)c.Value)))], counts.GetValueOrDefault(0u));

    private static IEnumerable<string> Lines(string path)
    {
        using var text = Text(path);
        while (text.ReadLine() is { } line)
            if (line.Trim() is { Length: > 0 } some && some[0] != '#')
                yield return some;
    }

    private static StreamReader Text(string path) => new(Unpacked.Open(Open(path), MostBytes));

    private static FileStream Open(string path) => File.OpenRead(path);
}

/// <summary>An attack by AS.</summary>
/// <param name="Sources">What is mapped.</param>
/// <param name="Unmapped">Weight of what is not.</param>
internal sealed record AttackOrigins(ImmutableArray<SourceAs> Sources, double Unmapped)
{
    public double Total => Sources.Sum(s => s.Weight) + Unmapped;
}
