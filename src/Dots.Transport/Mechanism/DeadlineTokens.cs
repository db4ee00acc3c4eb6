namespace Dots.Transport.Mechanism;

/// <summary>
/// Deadlines as tokens, one for all requests of the same second: a deadline need not be more exact than that, and a timer for each request
/// would be the dearest part of accepting it. A token fires between the limit and one second after it.
/// </summary>
internal sealed class DeadlineTokens(TimeSpan limit, TimeProvider time)
{
    private Second _current = new(long.MinValue, CancellationToken.None);

    internal CancellationToken Next()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        var current = Volatile.Read(ref _current);
        if (current.Number == second)
            return current.Token;
        // Two requests may both make one; each is good. Not disposed: the timer goes with it when it has fired.
        var next = new Second(second, new CancellationTokenSource(limit + TimeSpan.FromSeconds(1), time).Token);
        Volatile.Write(ref _current, next);
        return next.Token;
    }

    private sealed record Second(long Number, CancellationToken Token);
}
