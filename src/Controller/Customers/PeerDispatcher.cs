using Controller.Signaling;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Customers;

/// <summary>Who is served what: the orchestrator gives orders, customers ask for help, nobody else says anything. Decided anew for each message.</summary>
internal sealed class PeerDispatcher(Identity identity, CustomerFiles files, OrderHandler orders, CustomerHandler customers) : IMechanismHandler
{
    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation) =>
        (IsCustomer(peer) ? customers : (IMechanismHandler)orders).Admit(peer, name, bodyBytes, cancellation);

    public ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation) => For(received.Peer).Register(received, cancellation);

    public ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation) => For(received.Peer).CancelRegistration(received, cancellation);

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation) => For(received.Peer).Request(received, cancellation);

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation) => For(received.Peer).Efficacy(received, cancellation);

    public ValueTask<Answer<Nothing>> Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation) => For(received.Peer).Status(received, cancellation);

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation) => For(received.Peer).Terminate(received, cancellation);

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => For(received.Peer).Acknowledge(received, cancellation);

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => For(received.Peer).Heartbeat(received, cancellation);

    public ValueTask<Answer<Nothing>> AskSighting(Received<SightingRequest> received, CancellationToken cancellation) => For(received.Peer).AskSighting(received, cancellation);

    private bool IsCustomer(Peer peer) => !IsOrchestrator(peer) && files.Current.Find(peer) is not null;

    private bool IsOrchestrator(Peer peer) => peer.Certificate is { } certificate && identity.IsOrchestrator(certificate);

    /// <summary>Who was let in as a customer and is none any more must not be taken for the orchestrator.</summary>
    private IMechanismHandler For(Peer peer) => IsOrchestrator(peer) ? orders : customers;
}
