using Controller.Customers;
using Controller.Orders;
using Controller.Policy;
using Controller.Settings;
using Controller.Sightings;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.Logging;
using Storage.Shells;

namespace Controller.Signaling;

/// <summary>What the orchestrator may say to this member: orders, withdrawals, status of what this member asked for, heartbeats, questions for sightings. Nobody else may say anything.</summary>
internal sealed partial class OrderHandler(
    ControllerSettings settings,
    Identity identity,
    OrchestratorClient client,
    ControllerRuntime runtime,
    OrderPolicy policy,
    SightingDesk sightings,
    Asker asker,
    TimeProvider time,
    ILogger<OrderHandler> log) : IMechanismHandler
{
    private const int ServerError = 1, Others = 255;

    /// <summary>How long a withdrawal is answered late so that it can be answered with "ended".</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(5);

    public ValueTask<MechanismRefusal?> Admit(Dots.Transport.Mechanism.Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation)
    {
        if (peer.Certificate is { } certificate && identity.IsOrchestrator(certificate))
            return new((MechanismRefusal?)null);
        LogForeign(log, name.WireName(), peer.Address, peer.SenderId, identity.Orchestrator);
        return new(new MechanismRefusal(403, Others, "only the orchestrator and this operator's customers are served here"));
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        if (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) is { } refusal)
            return refusal;
        if (OrderMessage.Read(received.Message, settings.Name, out var order, out var asked) is { } unreadable)
            return unreadable;
        return await Store(() => runtime.Book.Receive(order!, () => policy.Judge(order!, asked!)));
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (NotSender(received.Peer, message.SenderId, message.SenderAsn) is { } refusal)
            return refusal;

        // Without the extension the withdrawal is about the alert's only engagement here, as the revision after the newest.
        var known = Ordered(message.AlertId);
        if (message.Extension?.Engagement is { } engagement)
        {
            if (OrderMessage.Check(engagement, settings.Name) is { } foreign)
                return foreign;
        }
        else if (known is not null)
        {
            engagement = new() { Id = known.Engagement, Revision = known.Phase == OrderPhase.Over ? known.Revision : known.Revision + 1 };
        }
        else
        {
            return NotKnown(message.AlertId);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        return await Store(() => runtime.Book.Withdraw(engagement.Id, message.AlertId, engagement.Revision, either.Token));
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation)
    {
        if (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) is { } refusal)
            return new(refusal);
        if (Ordered(received.Message.AlertId) is not { } known)
            return new(NotKnown(received.Message.AlertId));
        runtime.Book.Hear(known, received.Message);
        return new(Message(known));
    }

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation)
    {
        if (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) is { } refusal)
            return new(refusal);
        asker.Hear(received.Message);
        runtime.Customers.Hear(received.Message);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation)
    {
        if (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) is { } refusal)
            return new(refusal);
        // Nothing waits for it, so what was never ordered, or is forgotten, may be acknowledged too.
        if (Ordered(received.Message.AlertId) is { } known)
            runtime.Book.Acknowledged(known);
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        if (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) is { } refusal)
            return new(refusal);
        runtime.Heartbeats.Heard();
        foreach (var status in received.Message.Extension?.Mitigations ?? [])
        {
            asker.Hear(status);
            runtime.Customers.Hear(status);
        }

        return new(client.OwnHeartbeat());
    }

    public ValueTask<Answer<Nothing>> AskSighting(Received<SightingRequest> received, CancellationToken cancellation) =>
        (NotSender(received.Peer, received.Message.SenderId, received.Message.SenderAsn) ?? sightings.Take(received.Message, received.Date)) is { } refusal ? new(refusal) : new(Nothing.Instance);

    private async Task<Answer<MitigationStatusUpdates>> Store(Func<Task<(HeldOrder Held, Refusal? Refusal)>> handle)
    {
        try
        {
            var (held, refusal) = await handle();
            return refusal is null ? Message(held) : new MechanismRefusal(403, Others, refusal.Detail);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            LogNotStored(log, e);
            return new MechanismRefusal(503, ServerError, "what was sent could not be stored; nothing was promised") { RetryAfter = RetrySoon };
        }
    }

    /// <summary>What the orchestrator ordered under an alert_id; what this operator ordered itself is none of its business.</summary>
    private HeldOrder? Ordered(string alert) => runtime.Book.OfAlert(alert) is { } known && !OwnEngagement.Is(known.Engagement) ? known : null;

    private MitigationStatusUpdates Message(HeldOrder held) => ReportMessage.Of(held, policy.RulesFree, client.SenderId, client.SenderAsn, time.GetUtcNow());

    /// <summary>sender_id and sender_asn must be this peer's; the orchestrator's is 0 (mechanism, sections 2 and 4).</summary>
    private static MechanismRefusal? NotSender(Dots.Transport.Mechanism.Peer peer, string senderId, uint senderAsn)
    {
        if (senderId != peer.SenderId)
            return new(403, Others, $"sender_id {senderId} is not of the certificate that was shown ({peer.SenderId})");
        return senderAsn == 0 ? null : new(403, Others, $"sender_asn {senderAsn} is not the orchestrator's, which is 0");
    }

    private static MechanismRefusal NotKnown(string alert) => new(404, Others, $"nothing was ever ordered here under alert_id {alert}");

    [LoggerMessage(3321, LogLevel.Warning, "{Message} from {Address} refused: its certificate (sender_id {SenderId}) is the consortium's but not that of {Orchestrator}. If the orchestrator's name has changed, correct Orchestrator:Url or Orchestrator:Name; otherwise tell the consortium", EventName = "Foreign")]
    private static partial void LogForeign(ILogger log, string message, System.Net.IPAddress address, string senderId, Uri orchestrator);

    [LoggerMessage(3322, LogLevel.Error, "an order or withdrawal could not be stored and was answered 503; the orchestrator sends it again. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, Exception exception);
}
