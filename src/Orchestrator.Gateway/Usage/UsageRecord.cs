using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Gateway.Usage;

/// <summary>
/// Who helped whom, how long, and with what effect (draft-nishizuka-dots-inter-domain-mechanism-02, section 6.1): the content of a ledger event of kind "usage",
/// one for each engagement of a mitigation that has ended. Bits and packets are totals, bps and pps bits and packets per second.
/// </summary>
internal sealed record UsageRecord
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip, MaxDepth = 4,
    };

    public required string Asker { get; init; }

    public required string Operator { get; init; }

    /// <summary>When it began to filter; null: it never did.</summary>
    public DateTimeOffset? From { get; init; }

    public required DateTimeOffset To { get; init; }

    public double? DroppedPackets { get; init; }

    public double? DroppedBits { get; init; }

    public double? ForwardedPackets { get; init; }

    public double? ForwardedBits { get; init; }

    public double? PeakDroppedPps { get; init; }

    public double? PeakDroppedBps { get; init; }

    public double? PeakForwardedPps { get; init; }

    public double? PeakForwardedBps { get; init; }

    /// <summary>What the asker itself measured, beside the operator's figures: the two are for comparing.</summary>
    public double? AskerBps { get; init; }

    public double? AskerPeakBps { get; init; }

    public double? AskerPeakPps { get; init; }

    /// <exception cref="JsonException">Not a usage record.</exception>
    public static UsageRecord Read(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize<UsageRecord>(content, Options) ?? throw new JsonException("null");
}
