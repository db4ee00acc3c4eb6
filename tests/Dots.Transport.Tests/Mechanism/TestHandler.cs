using System.Collections.Concurrent;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>A handler that lets a test look at what arrives and decide what is answered.</summary>
internal sealed class TestHandler : IMechanismHandler
{
    internal ConcurrentQueue<Received<Heartbeat>> Heartbeats { get; } = new();

    internal ConcurrentQueue<(Peer Peer, MessageName Name, long? Bytes)> Asked { get; } = new();

    internal Func<Peer, MechanismRefusal?> OnAdmit { get; set; } = _ => null;

    internal Func<Received<Heartbeat>, CancellationToken, ValueTask<Answer<Heartbeat>>> OnHeartbeat { get; set; } = (received, _) => new(received.Message);

    public ValueTask<MechanismRefusal?> Admit(Peer peer, MessageName name, long? bodyBytes, CancellationToken cancellation)
    {
        Asked.Enqueue((peer, name, bodyBytes));
        return new(OnAdmit(peer));
    }

    public ValueTask<Answer<Heartbeat>> Heartbeat(Received<Heartbeat> received, CancellationToken cancellation)
    {
        Heartbeats.Enqueue(received);
        return OnHeartbeat(received, cancellation);
    }

    public ValueTask<Answer<MitigationStatusUpdates>> Terminate(Received<MitigationTerminationRequest> received, CancellationToken cancellation) =>
        new(new MechanismRefusal(404, 255, "nothing of this member was ever accepted under this alert_id"));

    public ValueTask<Answer<Nothing>> Acknowledge(Received<MitigationTerminationStatusAcknowledgement> received, CancellationToken cancellation) => new(Nothing.Instance);
}
