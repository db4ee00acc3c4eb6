using System.Collections.Immutable;
using System.Globalization;

namespace Orchestrator.Gateway.Usage;

/// <summary>The columns of usage, for every format (docs/administration.md, Usage). A value is text, a number, or null: nobody said.</summary>
internal static class UsageColumns
{
    public static readonly ImmutableArray<(string Name, Func<string, UsageRecord, object?> Value)> All =
    [
        ("mitigation", (mitigation, _) => mitigation),
        ("asker", (_, r) => r.Asker),
        ("operator", (_, r) => r.Operator),
        ("from", (_, r) => r.From is { } from ? Instant(from) : null),
        ("to", (_, r) => Instant(r.To)),
        ("seconds", (_, r) => r.From is { } from ? Math.Round((r.To - from).TotalSeconds, 3) : null),
        ("dropped_packets", (_, r) => r.DroppedPackets),
        ("dropped_bits", (_, r) => r.DroppedBits),
        ("forwarded_packets", (_, r) => r.ForwardedPackets),
        ("forwarded_bits", (_, r) => r.ForwardedBits),
        ("peak_dropped_pps", (_, r) => r.PeakDroppedPps),
        ("peak_dropped_bps", (_, r) => r.PeakDroppedBps),
        ("peak_forwarded_pps", (_, r) => r.PeakForwardedPps),
        ("peak_forwarded_bps", (_, r) => r.PeakForwardedBps),
        ("asker_bps", (_, r) => r.AskerBps),
        ("asker_peak_bps", (_, r) => r.AskerPeakBps),
        ("asker_peak_pps", (_, r) => r.AskerPeakPps),
    ];

    private static string Instant(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
