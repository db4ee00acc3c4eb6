using Dots.Mechanism;

namespace Dots.Transport.Mechanism;

/// <summary>
/// The side of the JSON mechanism that knows members and mitigations; the gateway and the controller each implement it, serving what is sent to them
/// (mechanism, section 1). What a side does not serve is answered 404. Called concurrently. The token is the request's deadline and is not
/// cancelled when the peer goes away: what was begun for it may already be durable. An exception is answered as the server's own failure and logged.
/// </summary>
public interface IMechanismHandler
{
    /// <summary>Before the body is read: may this peer send this message now? The member's state (403) and its rate (429 with RetryAfter); null lets it in.</summary>
    /// <param name="bodyBytes">Announced size of the body; null when it comes in chunks.</param>
    ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation);

    ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation) => NotServed.As<RegistrationResponse>(MessageName.Registration);

    ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation) => NotServed.As<RegistrationCancellingResponse>(MessageName.RegistrationCancelling);

    ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation) => NotServed.As<MitigationStatusUpdates>(MessageName.MitigationRequest);

    ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation) => NotServed.As<MitigationStatusUpdates>(MessageName.MitigationEfficacyUpdates);

    /// <summary>A report of a controller, or the status a server sends to whom it protects.</summary>
    ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation) => NotServed.As<Nothing>(MessageName.MitigationStatusUpdates);

    ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation) => NotServed.As<MitigationStatusUpdates>(MessageName.MitigationTerminationRequest);

    ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => NotServed.As<Nothing>(MessageName.MitigationTerminationStatusAcknowledgement);

    ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => NotServed.As<Heartbeat>(MessageName.Heartbeat);

    /// <summary>Asks a controller what it sees; the report comes as a message of its own (mechanism, section 7).</summary>
    ValueTask<Answer<Nothing>> AskSighting(Received<SightingRequest> received, CancellationToken cancellation) => NotServed.As<Nothing>(MessageName.SightingRequest);

    ValueTask<Answer<Nothing>> ReportSighting(Received<SightingReport> received, CancellationToken cancellation) => NotServed.As<Nothing>(MessageName.SightingReport);
}

internal static class NotServed
{
    internal static ValueTask<Answer<T>> As<T>(MessageName name) where T : class => new(new MechanismRefusal(404, ErrorReason.Others, $"{name.WireName()} is not served here"));
}
