using System.Globalization;
using Controller.Settings;
using Dots.Addressing;

namespace Controller.Detection;

/// <summary>Samples out of Prometheus' text exposition format (version 0.0.4): lines NAME{LABEL="VALUE",...} NUMBER [TIMESTAMP]. Only four metrics matter.</summary>
internal static class MetricsText
{
    private const int MaxTargets = 10_000;

    /// <exception cref="FormatException">A line of one of the four metrics is none; says which.</exception>
    public static IReadOnlyCollection<Sample> Read(string text, ScrapeSettings names)
    {
        var samples = new Dictionary<Prefix, Sample>();
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var rest = line.Trim();
            if (rest.IsEmpty || rest[0] == '#' || Metric(rest, names) is not { } set)
                continue;
            if (!Labels(ref rest, names.Label, out var label) || Value(rest) is not { } value)
                throw new FormatException($"line {number}: expected NAME{{{names.Label}=\"TARGET\"}} NUMBER");
            if (!Prefix.TryParse(label, out var target, out var error))
                throw new FormatException($"line {number}: {error}");
            if (target.Length < (target.IsIPv4 ? 24 : 48))
                throw new FormatException($"line {number}: {target} is wider than /24 or /48");
            if (!samples.TryGetValue(target, out var sample))
            {
                if (samples.Count >= MaxTargets)
                    throw new FormatException($"line {number}: more than {MaxTargets} targets");
                sample = new() { Target = target };
            }

            samples[target] = set(sample, value);
        }

        return samples.Values;
    }

    private static Func<Sample, double, Sample>? Metric(ReadOnlySpan<char> line, ScrapeSettings names)
    {
        var end = line.IndexOfAny('{', ' ', '\t');
        var name = end < 0 ? line : line[..end];
        return name.SequenceEqual(names.Pps) ? static (s, v) => s with { Pps = v }
            : name.SequenceEqual(names.Bps) ? static (s, v) => s with { Bps = v }
            : name.SequenceEqual(names.Connections) ? static (s, v) => s with { Connections = v }
            : name.SequenceEqual(names.Sources) ? static (s, v) => s with { Sources = v }
            : null;
    }

    /// <summary>Moves behind the labels; the value of the one that is wanted, which must be there.</summary>
    private static bool Labels(ref ReadOnlySpan<char> rest, string wanted, out string? found)
    {
        found = null;
        var open = rest.IndexOf('{');
        if (open < 0)
            return false;
        rest = rest[(open + 1)..].TrimStart();
        while (!rest.IsEmpty && rest[0] != '}')
        {
            var equals = rest.IndexOf('=');
            if (equals < 0 || equals + 1 >= rest.Length || rest[equals + 1] != '"')
                return false;
            var name = rest[..equals].Trim();
            rest = rest[(equals + 2)..];
            var end = 0;
            while (end < rest.Length && rest[end] != '"')
                end += rest[end] == '\\' ? 2 : 1;
            if (end >= rest.Length)
                return false;
            // Addresses hold nothing that is escaped.
            if (name.SequenceEqual(wanted))
                found = rest[..end].ToString();
            rest = rest[(end + 1)..].TrimStart().TrimStart(',').TrimStart();
        }

        if (rest.IsEmpty)
            return false;
        rest = rest[1..];
        return found is not null;
    }

    private static double? Value(ReadOnlySpan<char> rest)
    {
        rest = rest.Trim();
        var end = rest.IndexOfAny(' ', '\t');
        return double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1e18 ? value : null;
    }
}
