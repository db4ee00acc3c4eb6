using Dots.Mechanism;

namespace Orchestrator.Gateway.Mechanism;

/// <summary>
/// Heartbeats and withdrawals are served first (design, section 5): they never wait, because of all else only so much is served at once. Requests have
/// places of their own, so that no flood of reports and registrations, of however many members, stands before them.
/// </summary>
/// <param name="requests">Requests served at once.</param>
/// <param name="others">Of the rest, messages served at once.</param>
internal sealed class ServingOrder(int requests, int others)
{
    private readonly SemaphoreSlim _requests = new(requests);
    private readonly SemaphoreSlim _others = new(others);

    /// <summary>Waits for the message's turn, in the order of arrival; its place is free again when the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">The message's deadline passed first.</exception>
    public async ValueTask<Place> Turn(MessageName name, CancellationToken cancellation)
    {
        var places = name switch
        {
            MessageName.Heartbeat or MessageName.MitigationTerminationRequest or MessageName.MitigationTerminationStatusAcknowledgement => null,
            MessageName.MitigationRequest => _requests,
            _ => _others,
        };
        if (places is not null)
            await places.WaitAsync(cancellation);
        return new(places);
    }

    /// <summary>To be disposed once.</summary>
    internal readonly struct Place(SemaphoreSlim? places) : IDisposable
    {
        public void Dispose() => places?.Release();
    }
}
