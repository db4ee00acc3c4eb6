using System.Collections.Concurrent;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>Serves every message with a valid answer.</summary>
internal sealed class EchoHandler : IMechanismHandler
{
    private readonly ConcurrentQueue<(Peer Peer, MessageName Name)> _seen = new();

    internal IEnumerable<MessageName> Names => _seen.Select(s => s.Name);

    internal IEnumerable<Peer> Peers => _seen.Select(s => s.Peer);

    internal MechanismRefusal? Admission { get; set; }

    internal MechanismRefusal? Answer { get; set; }

    private static MitigationStatusUpdates Status => Samples.Parse<MitigationStatusUpdates>(Samples.StatusText);

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation)
    {
        _seen.Enqueue((peer, name));
        return new(Admission);
    }

    public ValueTask<Answer<RegistrationResponse>> Register(Received<Registration> received, CancellationToken cancellation) =>
        new(Samples.Parse<RegistrationResponse>("""{"customer_name":"op1","customer_id":"c1"}"""));

    public ValueTask<Answer<RegistrationCancellingResponse>> CancelRegistration(Received<RegistrationCancelling> received, CancellationToken cancellation) =>
        new(Samples.Parse<RegistrationCancellingResponse>("""{"customer_id":"c1","result":"0 mitigations withdrawn"}"""));

    public ValueTask<Answer<MitigationStatusUpdates>> Request(Received<MitigationRequest> received, CancellationToken cancellation) => new(Answer is { } refusal ? refusal : Status);

    public ValueTask<Answer<MitigationStatusUpdates>> Efficacy(Received<MitigationEfficacyUpdates> received, CancellationToken cancellation) => new(Status);

    ValueTask<Answer<Nothing>> IMechanismHandler.Status(Received<MitigationStatusUpdates> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation) => new(Status);

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation) => new(received.Message);

    public ValueTask<Answer<Nothing>> AskSighting(Received<SightingRequest> received, CancellationToken cancellation) => new(Nothing.Instance);

    public ValueTask<Answer<Nothing>> ReportSighting(Received<SightingReport> received, CancellationToken cancellation) => new(Nothing.Instance);
}
