using System.Security.Cryptography;
using Controller.Orders;
using Controller.Settings;
using Controller.Signaling;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.Logging;

namespace Controller.Customers;

/// <summary>The operator as DOTS server of its customers (mechanism, sections 1 and 4).</summary>
internal sealed partial class CustomerHandler(
    ControllerSettings settings,
    CustomerFiles files,
    OrchestratorClient client,
    ControllerRuntime runtime,
    MemberRates rates,
    TimeProvider time,
    ILogger<CustomerHandler> log) : IMechanismHandler
{
    private const int ServerErrorProvisioning = 2, ServerErrorSignaling = 1, InvalidValue = 0, Others = 255;

    /// <summary>A status with all its operators takes a fifth of the 64 KiB that a heartbeat's answer may have.</summary>
    private const int StatusesInAnswer = 4;

    private static readonly TimeSpan RetrySoon = TimeSpan.FromSeconds(5);

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation)
    {
        if (files.Current.Find(peer) is not { } customer)
            return new(Forbidden($"no customer of {settings.Name} has the {What(peer)}"));
        if (!customer.MaySendFrom(peer.Address))
            return new(Forbidden($"{customer.Id} may not send from {peer.Address}"));
        return new(rates.Wait(customer.Id, name) is { } wait ? new MechanismRefusal(429, Others, $"{customer.Id} sends more than it may") { RetryAfter = wait } : null);
    }

    public async ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation)
    {
        if (Unknown(received.Peer, out var customer) is { } refusal)
            return refusal;
        try
        {
            return await runtime.Customers.Registrations.Register(customer, received.Message, received.Peer.Listener);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            return NotStored(e, MessageName.Registration);
        }
    }

    public async ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation)
    {
        if (Unknown(received.Peer, out var customer) is { } refusal)
            return refusal;
        if (received.Message.CustomerId != customer.Id)
            return Forbidden($"customer_id {received.Message.CustomerId} is not the sender's");
        try
        {
            // The registration goes last: who is interrupted before that is told so and cancels again.
            var ended = await runtime.Customers.WithdrawAll(customer.Id, $"{customer.Id} cancelled its registration");
            await runtime.Customers.Registrations.Cancel(customer.Id, received.Message.Reasons);
            return new RegistrationCancellingResponse { CustomerId = customer.Id, Result = $"cancelled; {ended} mitigations withdrawn" };
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            return NotStored(e, MessageName.RegistrationCancelling);
        }
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var customer) is { } refusal)
            return refusal;
        if (message.Extension?.Engagement is not null)
            return Forbidden("extensions.orchestrator.engagement: only the orchestrator gives orders");
        if (message.Extension?.PlanOnly == true)
            return new MechanismRefusal(500, InvalidValue, "extensions.orchestrator.plan_only: only the orchestrator plans; nothing was asked of anybody");
        try
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(received.Body.Span));
            return await runtime.Customers.Ask(customer, message, received.Date, hash) is { } refused ? refused : Status(customer, message.AlertId, message.Extension is not null);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            return NotStored(e, MessageName.MitigationRequest);
        }
    }

    public async ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var customer) is { } refusal)
            return refusal;
        try
        {
            return await runtime.Customers.Withdraw(customer.Id, message.AlertId, customer.Id)
                ? Status(customer, message.AlertId, message.Extension is not null)
                : NeverAccepted(message.AlertId);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            return NotStored(e, MessageName.MitigationTerminationRequest);
        }
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var customer) is { } refusal)
            return new(refusal);
        if (runtime.Customers.Find(customer.Id, message.AlertId) is not { } keeper)
            return new(NeverAccepted(message.AlertId));
        LogFares(log, keeper.Committed.Key, message.AttackStatus, message.Health);
        keeper.Fares(message.AttackStatus, message.Health);
        return new(Status(customer, message.AlertId, extensions: false));
    }

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation)
    {
        var message = received.Message;
        if (Impostor(received.Peer, message.SenderId, message.SenderAsn, out var customer) is { } refusal)
            return new(refusal);
        if (runtime.Customers.Find(customer.Id, message.AlertId) is not { } keeper)
            return new(NeverAccepted(message.AlertId));
        // Before the end it is about nothing.
        if (!keeper.Committed.Runs)
            keeper.Acknowledged();
        return new(Nothing.Instance);
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        if (Impostor(received.Peer, received.Message.SenderId, received.Message.SenderAsn, out var customer) is { } refusal)
            return new(refusal);
        runtime.Customers.Heartbeats.Beaten(customer.Id);
        var extends = received.Message.Extension is not null || runtime.Customers.Registrations.Extends(customer.Id);
        return new(extends
            ? client.OwnHeartbeat() with { Extension = new() { Now = time.GetUtcNow(), Mitigations = runtime.Customers.TakeChanged(customer.Id, StatusesInAnswer) } }
            : client.OwnHeartbeat() with { Extension = null });
    }

    private Answer<MitigationStatusUpdates> Status(Customer customer, string alert, bool extensions) => runtime.Customers.Find(customer.Id, alert) is { } keeper
        ? keeper.Status(extensions || runtime.Customers.Registrations.Extends(customer.Id))
        : NeverAccepted(alert);

    private MechanismRefusal? Unknown(Peer peer, out Customer customer)
    {
        customer = files.Current.Find(peer)!;
        return customer is null ? Forbidden($"no customer of {settings.Name} has the {What(peer)} any more") : null;
    }

    private static string What(Peer peer) => peer.User is null ? $"key {peer.SenderId}" : peer.Name;

    /// <summary>sender_id and sender_asn must be this peer's: a customer sends its operator's ASN or 0.</summary>
    private MechanismRefusal? Impostor(Peer peer, string senderId, uint senderAsn, out Customer customer)
    {
        if (Unknown(peer, out customer) is { } refusal)
            return refusal;
        if (runtime.Customers.Registrations.Foreign(peer, customer.Id, senderId) is { } foreign)
            return Forbidden(foreign);
        return senderAsn == 0 || settings.Registration.Asns.Contains(senderAsn)
            ? null
            : Forbidden($"sender_asn {senderAsn} is neither 0 nor {settings.Name}'s ({string.Join(", ", settings.Registration.Asns)})");
    }

    private MechanismRefusal NotStored(Exception e, MessageName name)
    {
        LogNotStored(log, name.WireName(), e);
        return new(503, name.IsProvisioning() ? ServerErrorProvisioning : ServerErrorSignaling, "what was sent could not be stored; nothing was promised") { RetryAfter = RetrySoon };
    }

    private static MechanismRefusal NeverAccepted(string alert) => new(404, Others, $"nothing was ever accepted under alert_id {alert}");

    private static MechanismRefusal Forbidden(string detail) => new(403, Others, detail);

    [LoggerMessage(3521, LogLevel.Error, "a customer's {Message} could not be stored and was answered 503. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string message, Exception exception);

    [LoggerMessage(3522, LogLevel.Information, "{Mitigation}: the customer says attack {Attack}, health {Health}", EventName = "Efficacy")]
    private static partial void LogFares(ILogger log, string mitigation, AttackStatus attack, int health);
}
