namespace Dots.Transport.Mechanism;

/// <summary>
/// Exponential back-off with full jitter: the n-th pause is anywhere between nothing and First x 2^n, at most Cap, so that a thousand peers
/// that lost the same server at the same moment do not return at the same moment.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>Upper bound of the first pause.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Upper bound of every pause, whatever the peer asks for.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries in all, the first included; null = until the caller's own end.</summary>
    public int? Tries { get; init; }

    /// <summary>The pause before the next try, or null when there is none left.</summary>
    /// <param name="failed">Tries that have failed so far; at least 1.</param>
    /// <param name="random">Source of the jitter; seeded in a simulation.</param>
    /// <param name="retryAfter">What the peer asked for (429, 503): waited for at least, up to <see cref="Cap"/>.</param>
    public TimeSpan? Pause(int failed, Random random, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failed, 1);
        if (failed >= Tries)
            return null;
        const int enough = 30;
        var bound = Math.Min(Cap.TotalSeconds, First.TotalSeconds * (1L << Math.Min(failed - 1, enough)));
        var pause = TimeSpan.FromSeconds(random.NextDouble() * bound);
        var asked = retryAfter is not { } after ? TimeSpan.Zero : after < Cap ? after : Cap;
        return pause > asked ? pause : asked;
    }
}
