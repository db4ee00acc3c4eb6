using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Mitigators;

/// <summary>The JSON lines between the controller and its mitigator command (contracts, Controller's mitigator).</summary>
internal static class MitigatorLine
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new MatchJson(), new PrefixJson(), new WireJson<EngagementOrder>(), new WireJson<AttackDescription>(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        MaxDepth = 16,
    };

    public static string Write(MitigatorOrder order) => JsonSerializer.Serialize(
        new
        {
            engagement = (order.Terms.Engagement ?? new()) with { Id = order.Engagement, Revision = order.Revision, NotAfter = order.NotAfter },
            alert_id = order.Alert,
            match = order.Terms.Match,
            action = order.Terms.Action,
            treatment = order.Terms.Treatment,
            exceptions = order.Terms.Exceptions,
            drop_list = order.Terms.Drops,
            attack = order.Terms.Attack,
            not_after = order.NotAfter.ToUnixTimeSeconds(),
        },
        Options);

    /// <summary>Reads the answer: the last line wins, so that a command may tell progress before it.</summary>
    /// <exception cref="MitigatorException">No line, or one that is not such an answer.</exception>
    public static MitigatorAnswer Read(string output)
    {
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? throw new MitigatorException("wrote no answer to standard output");
        try
        {
            var answer = JsonSerializer.Deserialize<Answer>(last, Options);
            if (answer?.State is not { } state)
                throw new MitigatorException($"answered without a state: {Start(last)}");
            if (state == MitigatorState.Declined && answer.Decline is null)
                throw new MitigatorException($"declined without saying why: {Start(last)}");
            return new(state, answer.Decline, answer.Counters, answer.RulesFree is < 0 ? 0 : answer.RulesFree, answer.Reason);
        }
        catch (JsonException e)
        {
            throw new MitigatorException($"answered what is not such a JSON line: {Start(last)}", e);
        }
    }

    private static string Start(string text) => text.Length <= 200 ? text : text[..200] + "...";

    private sealed record Answer
    {
        public MitigatorState? State { get; init; }

        public DeclineCode? Decline { get; init; }

        public string? Reason { get; init; }

        public long? DroppedPackets { get; init; }

        public long? DroppedBits { get; init; }

        public long? ForwardedPackets { get; init; }

        public long? ForwardedBits { get; init; }

        public int? RulesFree { get; init; }

        [JsonIgnore]
        public TrafficCounters? Counters => (DroppedPackets ?? DroppedBits ?? ForwardedPackets ?? ForwardedBits) is null
            ? null
            : new(Math.Max(0, DroppedPackets ?? 0), Math.Max(0, DroppedBits ?? 0), Math.Max(0, ForwardedPackets ?? 0), Math.Max(0, ForwardedBits ?? 0));
    }
}
