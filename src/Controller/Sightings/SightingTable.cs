using System.Collections.Immutable;
using System.Globalization;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Controller.Sightings;

/// <summary>
/// A text file in which the member's own tools keep what crosses its network; deploy/sightings.sample explains it. Columns are separated by tabs, empty lines and
/// those that begin with # are skipped. The first line is "sampled_at", epoch seconds, "sampling", N (1 in N packets was looked at); each further one
/// destination prefix, protocol number, source port or range, bits/s, packets/s, neighbour AS. "-" for all protocols, all ports, or a neighbour that is not known.
/// Rates are of all the traffic, not of the samples. Lines add up, so no packet may count in two.
/// </summary>
internal sealed class SightingTable
{
    private const int MaxProblems = 20;

    private readonly ImmutableArray<Row> _rows;

    private SightingTable(DateTimeOffset sampledAt, int sampling, ImmutableArray<Row> rows) => (SampledAt, Sampling, _rows) = (sampledAt, sampling, rows);

    public DateTimeOffset SampledAt { get; }

    public int Sampling { get; }

    /// <exception cref="FormatException">Names every bad line, up to twenty.</exception>
    public static SightingTable Parse(string text)
    {
        List<string> problems = [];
        var rows = ImmutableArray.CreateBuilder<Row>();
        (DateTimeOffset At, int Sampling)? head = null;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var content = line.TrimEnd();
            if (content.IsEmpty || content[0] == '#' || problems.Count == MaxProblems)
                continue;
            try
            {
                var fields = content.ToString().Split('\t');
                if (head is null)
                    head = Head(fields);
                else
                    rows.Add(Read(fields));
            }
            catch (FormatException e)
            {
                problems.Add($"line {number}: {e.Message}");
                head ??= (default, 1);
            }
        }

        if (head is null)
            problems.Add("expected a first line sampled_at, epoch seconds, sampling, N");
        return problems.Count == 0 ? new(head!.Value.At, head.Value.Sampling, rows.ToImmutable()) : throw new FormatException(string.Join("; ", problems));
    }

    /// <summary>What the file says of the traffic that is asked for.</summary>
    /// <exception cref="SightingException">Nothing but traffic that is asked for among other: neither "seen" nor "not seen" would be true.</exception>
    public SightingReport Look(SightingRequest asked)
    {
        var seen = new SeenTraffic();
        var (counted, mixed) = (0, 0);
        foreach (var row in _rows)
            switch (row.Share(asked))
            {
                case Overlap.Whole:
                    seen.Add(row.Neighbour, row.Bps, row.Pps);
                    counted++;
                    break;
                case Overlap.Part when row.Bps > 0 || row.Pps > 0:
                    mixed++;
                    break;
            }

        return counted > 0 || mixed == 0
            ? seen.Report(SampledAt, Sampling)
            : throw new SightingException($"{mixed} lines tell of it together with other traffic, none of it alone");
    }

    private static (DateTimeOffset At, int Sampling) Head(string[] fields) =>
        fields is ["sampled_at", var at, "sampling", var sampling]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        && int.TryParse(sampling, NumberStyles.None, CultureInfo.InvariantCulture, out var one) && one > 0
            ? (DateTimeOffset.FromUnixTimeSeconds(seconds), one)
            : throw new FormatException("expected sampled_at, epoch seconds, sampling, N, separated by tabs");

    private static Row Read(string[] fields)
    {
        if (fields is not [var prefix, var protocol, var port, var bps, var pps, var neighbour])
            throw new FormatException("expected a prefix, a protocol, a source port, bits/s, packets/s and a neighbour AS, separated by tabs");
        if (!Prefix.TryParse(prefix, out var destination, out var error))
            throw new FormatException(error);
        var ports = PortRange.Any;
        if (port != "-" && !PortRange.TryParse(port, out ports))
            throw new FormatException($"expected a port, a range of ports or -; found {port}");
        return new(
            destination,
            protocol == "-" ? null : (byte)Number(protocol, "a protocol number or -", byte.MaxValue),
            ports,
            Number(bps, "bits/s", long.MaxValue),
            Number(pps, "packets/s", long.MaxValue),
            neighbour == "-" ? 0 : (uint)Number(neighbour, "an AS number or -", uint.MaxValue));
    }

    private static long Number(string text, string what, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"expected {what}, at most {most}; found {text}");

    private enum Overlap
    {
        None,
        Part,
        Whole,
    }

    private readonly record struct Row(Prefix Destination, byte? Protocol, PortRange Ports, long Bps, long Pps, uint Neighbour)
    {
        /// <summary>How much of the line's traffic is what is asked for.</summary>
        public Overlap Share(SightingRequest asked) => Least(Of(asked.Destinations), Of(asked.Protocols), Of(asked.SourcePorts));

        private static Overlap Least(Overlap a, Overlap b, Overlap c) => (Overlap)Math.Min((int)a, Math.Min((int)b, (int)c));

        private Overlap Of(ImmutableArray<Prefix> asked)
        {
            var best = Overlap.None;
            foreach (var prefix in asked)
                if (prefix.Contains(Destination))
                    return Overlap.Whole;
                else if (Destination.Contains(prefix))
                    best = Overlap.Part;
            return best;
        }

        private Overlap Of(ImmutableArray<byte> asked) =>
            asked.IsEmpty ? Overlap.Whole : Protocol is not { } own ? Overlap.Part : asked.Contains(own) ? Overlap.Whole : Overlap.None;

        private Overlap Of(ImmutableArray<PortRange> asked)
        {
            var best = asked.IsEmpty ? Overlap.Whole : Overlap.None;
            foreach (var range in asked)
                if (range.Contains(Ports))
                    return Overlap.Whole;
                else if (range.First <= Ports.Last && Ports.First <= range.Last)
                    best = Overlap.Part;
            return best;
        }
    }
}
