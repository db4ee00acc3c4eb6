using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Controller.Orders;

namespace Controller.Log;

/// <summary>
/// The controller's own log, logs/NAME.jsonl: a JSON line an event, written through to the operating system at once. It proves
/// what this member held and that nothing is left: an order is over when the last line about its engagement says "held": false.
/// </summary>
internal sealed class OrderLog : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    // Engagements whose last line says that they are held.
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    public OrderLog(string path, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _time = time;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>An order or a withdrawal came in; nothing has been decided about it. Says what is held so far, so that a repetition leaves the last line right.</summary>
    public void Received(string engagement, int revision, bool withdrawal, HeldOrder before) =>
        Write(withdrawal ? "withdrawal-received" : "received", engagement, revision, before.Phase == OrderPhase.None ? null : OrderWords.Of(before.Reported), before.MayHold, null);

    /// <summary>What was stored about an order. The state is the one after all of them.</summary>
    public void Happened(HeldOrder order, ImmutableArray<OrderEvent> events)
    {
        foreach (var e in events)
        {
            if (e is OrderEvent.Accepted { Replaces: { } replaced } accepted)
                Write("superseded", order.Engagement, replaced, null, true, $"by revision {accepted.Order.Revision}");
            if (e is OrderEvent.TookEffect { Replaces: { } before } effect)
                Write("superseded", order.Engagement, before, null, true, $"by revision {effect.Revision}");
            Write(OrderWords.Of(e), order, e is OrderEvent.TookEffect { By: { } who } ? $"by {who}" : null);
        }
    }

    /// <summary>Read back after a start: the line before may miss what the journal had already stored.</summary>
    public void ReadBack(HeldOrder order) => Write("read-back", order);

    /// <summary>The mitigator failed; it is asked again.</summary>
    public void MitigatorFailed(HeldOrder order, string action, string reason) =>
        Write($"{action}-failed", order.Engagement, order.Revision, OrderWords.Of(order.Reported), order.MayHold, reason);

    /// <summary>The orchestrator has the final report and closed the dialogue.</summary>
    public void Acknowledged(HeldOrder order) => Write("acknowledged", order);

    /// <summary>
    /// A report did not reach the orchestrator; it is sent again. It may be about what was true a while ago: what is held is what the line before said.
    /// </summary>
    public void ReportFailed(HeldOrder order, string reason) =>
        Write("report-failed", order.Engagement, order.Revision, OrderWords.Of(order.Reported), null, reason);

    public void Dispose() => _file.Dispose();

    private void Write(string what, HeldOrder order, string? reason = null) =>
        Write(what, order.Engagement, order.Revision, OrderWords.Of(order.Reported), order.MayHold, reason ?? order.Waiting?.Reason ?? (order.Decline is { } code ? $"{OrderWords.Of(code)}: {order.Reason}" : order.Reason));

    private void Write(string what, string engagement, int revision, string? state, bool? held, string? reason)
    {
        lock (_lock)
        {
            if (held == true)
                _held.Add(engagement);
            else if (held == false)
                _held.Remove(engagement);
            var line = JsonSerializer.SerializeToUtf8Bytes(new Line(_time.GetUtcNow(), what, engagement, revision, state, _held.Contains(engagement), reason), Options);
            _file.Write([.. line, (byte)'\n']);
        }
    }

    private sealed record Line(
        [property: JsonPropertyName("at")] DateTimeOffset At,
        [property: JsonPropertyName("event")] string Event,
        [property: JsonPropertyName("engagement")] string Engagement,
        [property: JsonPropertyName("revision")] int Revision,
        [property: JsonPropertyName("state")] string? State,
        [property: JsonPropertyName("held")] bool Held,
        [property: JsonPropertyName("reason")] string? Reason);
}
