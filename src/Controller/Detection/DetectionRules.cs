using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Detection;

/// <summary>Detection:File as read: from when on traffic to a target is an attack. The rule with the narrowest zone around a target holds.</summary>
internal sealed class DetectionRules
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly PrefixTable<DetectionRule> _rules;

    private DetectionRules(IEnumerable<DetectionRule> rules) => _rules = new(rules.Select(r => (r.Zone, r)), Duplicates.Refused);

    public DetectionRule? For(Prefix target) => _rules.TryMatch(target, out _, out var rule) ? rule : null;

    /// <exception cref="FormatException">Not such a document; names everything that is wrong.</exception>
    public static DetectionRules Parse(string text)
    {
        try
        {
            var file = JsonSerializer.Deserialize<RuleFile>(text, Options) ?? throw new FormatException("expected a JSON object; found null");
            List<string> problems = [];
            var rules = file.Rules.Select((r, i) => Read(r, $"rules[{i}]", problems)).ToArray();
            return problems.Count == 0 ? new(rules) : throw new FormatException(string.Join("; ", problems));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static DetectionRule Read(RuleEntry entry, string at, List<string> problems)
    {
        if (!Prefix.TryParse(entry.Zone, out var zone, out var error))
            problems.Add($"{at}.zone: {error}");
        double?[] thresholds = [entry.Pps, entry.Bps, entry.Connections, entry.Sources];
        if (thresholds.All(t => t is null) || thresholds.Any(t => t <= 0))
            problems.Add($"{at}: expected at least one of pps, bps, connections and sources, each above 0");
        if (entry.HoldS is < 0 or > 3600 || entry.CalmS is < 1 or > 86_400)
            problems.Add($"{at}: expected hold_s of 0 to 3600 and calm_s of 1 to 86400; found {entry.HoldS} and {entry.CalmS}");
        if (entry.CalmPercent is < 1 or > 100)
            problems.Add($"{at}.calm_percent: expected 1 to 100; found {entry.CalmPercent}");
        if (entry.Action == MitigationAction.Blackhole)
            problems.Add($"{at}.action: expected mitigation or flowspec; a machine blackholes nobody");
        return new(zone, entry.Pps, entry.Bps, entry.Connections, entry.Sources, TimeSpan.FromSeconds(entry.HoldS), TimeSpan.FromSeconds(entry.CalmS), entry.CalmPercent / 100.0, entry.Action);
    }

    private sealed record RuleFile
    {
        public required ImmutableArray<RuleEntry> Rules { get; init; }
    }

    private sealed record RuleEntry
    {
        public required string Zone { get; init; }

        public double? Pps { get; init; }

        public double? Bps { get; init; }

        public double? Connections { get; init; }

        public double? Sources { get; init; }

        public int HoldS { get; init; } = 10;

        public int CalmS { get; init; } = 120;

        public int CalmPercent { get; init; } = 70;

        public MitigationAction Action { get; init; } = MitigationAction.Mitigation;
    }
}

/// <summary>From when on traffic to a target in a zone is an attack, and from when on it is over. Thresholds that are null do not matter.</summary>
/// <param name="Hold">How long a threshold must be exceeded.</param>
/// <param name="Calm">How long all must be below the calm share of their thresholds.</param>
/// <param name="CalmShare">Share of a threshold below which it counts as calm: what lies between neither begins nor ends anything.</param>
internal sealed record DetectionRule(
    Prefix Zone, double? Pps, double? Bps, double? Connections, double? Sources, TimeSpan Hold, TimeSpan Calm, double CalmShare, MitigationAction Action)
{
    public bool IsExceeded(Sample sample) => sample.Pps >= Pps || sample.Bps >= Bps || sample.Connections >= Connections || sample.Sources >= Sources;

    /// <summary>A sample that tells none of what the rule looks at says nothing.</summary>
    public bool IsCalm(Sample sample)
    {
        var told = new[] { (sample.Pps, Pps), (sample.Bps, Bps), (sample.Connections, Connections), (sample.Sources, Sources) }.Where(t => t.Item1 is not null && t.Item2 is not null).ToArray();
        return told.Length > 0 && told.All(t => t.Item1 < t.Item2 * CalmShare);
    }
}
