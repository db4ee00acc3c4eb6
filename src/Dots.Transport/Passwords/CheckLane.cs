namespace Dots.Transport.Passwords;

/// <summary>Lets a few expensive checks run at a time; a bounded number may wait a bounded time.</summary>
internal sealed class CheckLane(int atOnce)
{
    private const int WaitingAtMost = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _running = new(atOnce);
    private int _waiting;

    /// <summary>Whether a check may begin; then <see cref="Leave"/> is owed.</summary>
    internal async ValueTask<bool> Enter(CancellationToken cancellation)
    {
        if (_running.Wait(0, CancellationToken.None))
            return true;
        if (Interlocked.Increment(ref _waiting) > WaitingAtMost)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }
        try
        {
            return await _running.WaitAsync(Patience, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    internal void Leave() => _running.Release();
}
