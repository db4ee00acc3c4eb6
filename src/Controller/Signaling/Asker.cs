using System.Collections.Concurrent;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Signaling;

/// <summary>
/// Asks the orchestrator for help on behalf of this member's own people, and keeps the newest status of each request (mechanism, section 1).
/// Each call sends once; what did not get through is the caller's to repeat, with the same alert_id.
/// </summary>
public sealed class Asker
{
    /// <summary>Requests whose status is kept; the oldest that are done go first.</summary>
    private const int Remembered = 1000;

    private readonly OrchestratorClient _client;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Asked> _asked = new();

    internal Asker(OrchestratorClient client, TimeProvider time)
    {
        (_client, _time) = (client, time);
        client.StatusAnswered += Hear;
    }

    /// <summary>Raised with every status about a request of this process, in order for each alert_id as far as the orchestrator sent them so. Handlers must be quick.</summary>
    public event Action<MitigationStatusUpdates>? StatusChanged;

    /// <summary>Newest status by alert_id.</summary>
    public IReadOnlyDictionary<string, MitigationStatusUpdates> Status =>
        _asked.Where(a => a.Value.Newest is not null).ToDictionary(a => a.Key, a => a.Value.Newest!);

    /// <summary>A fresh alert_id (draft-nishizuka-dots-inter-domain-mechanism-02, 5.2.1): 64 hex digits from the target, the time and a nonce.</summary>
    public string NewAlertId(string target) => AlertIds.New(target, _time);

    /// <summary>Asks for help. Version, type and sender are filled in, and alert_id when it is empty.</summary>
    public Task<SendResult<MitigationStatusUpdates>> Request(MitigationRequest request, CancellationToken cancellation = default)
    {
        var complete = request with
        {
            AlertId = request.AlertId.Length > 0 ? request.AlertId : NewAlertId(string.Join(',', request.Header.Targets)),
            SenderId = _client.SenderId,
            SenderAsn = _client.SenderAsn,
        };
        Remember(complete);
        return Hearing(_client.Request(complete, cancellation));
    }

    /// <summary>Asks again for what was asked, so that its lifetime begins anew.</summary>
    /// <exception cref="ArgumentException">Nothing was asked under this alert_id by this process.</exception>
    public Task<SendResult<MitigationStatusUpdates>> Refresh(string alertId, TimeSpan? lifetime = null, CancellationToken cancellation = default)
    {
        if (!_asked.TryGetValue(alertId, out var asked))
            throw new ArgumentException($"nothing was asked under alert_id {alertId}", nameof(alertId));
        return Request(lifetime is null ? asked.Request : asked.Request with { Lifetime = lifetime }, cancellation);
    }

    /// <summary>Tells how this member fares.</summary>
    public Task<SendResult<MitigationStatusUpdates>> Efficacy(string alertId, AttackStatus attack, int health, CancellationToken cancellation = default) =>
        Hearing(_client.Efficacy(new() { AlertId = alertId, SenderId = _client.SenderId, SenderAsn = _client.SenderAsn, AttackStatus = attack, Health = health }, cancellation));

    /// <summary>Ends it. Also for an alert_id of an earlier process.</summary>
    public Task<SendResult<MitigationStatusUpdates>> Terminate(string alertId, CancellationToken cancellation = default) =>
        Hearing(_client.Terminate(new() { AlertId = alertId, SenderId = _client.SenderId, SenderAsn = _client.SenderAsn }, cancellation));

    /// <summary>Closes the dialogue after the final status.</summary>
    public Task<SendResult<Nothing>> Acknowledge(string alertId, CancellationToken cancellation = default) =>
        _client.Acknowledge(new() { AlertId = alertId, SenderId = _client.SenderId, SenderAsn = _client.SenderAsn }, cancellation);

    /// <summary>Takes a status from the orchestrator. One that is older than the newest is dropped, as is one about something never asked here.</summary>
    internal void Hear(MitigationStatusUpdates status)
    {
        if (!_asked.TryGetValue(status.AlertId, out var asked))
            return;
        lock (asked)
        {
            if (asked.Newest?.RecordTime is { } newest && status.RecordTime is { } time && time < newest)
                return;
            asked.Newest = status;
            StatusChanged?.Invoke(status);
        }
    }

    private async Task<SendResult<MitigationStatusUpdates>> Hearing(Task<SendResult<MitigationStatusUpdates>> sent)
    {
        var result = await sent;
        if (result is SendResult<MitigationStatusUpdates>.Ok ok)
            Hear(ok.Message);
        return result;
    }

    private void Remember(MitigationRequest request)
    {
        _asked.GetOrAdd(request.AlertId, _ => new() { Request = request, At = _time.GetUtcNow() }).Request = request;
        if (_asked.Count > Remembered && _asked.Where(a => a.Value.Newest?.Status is MitigationStatus.Done or MitigationStatus.Error).MinBy(a => a.Value.At) is { Key: { } oldest })
            _asked.TryRemove(oldest, out _);
    }

    private sealed class Asked
    {
        public required MitigationRequest Request { get; set; }

        public required DateTimeOffset At { get; init; }

        public MitigationStatusUpdates? Newest { get; set; }
    }
}
