namespace Controller.Orders;

/// <summary>Growing pauses between failed calls for the same purpose: 1, 2, 4 ... 30 s. Another purpose starts afresh.</summary>
internal sealed class RetryPauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private OrderEffect? _effect;
    private DateTimeOffset _next;

    public int Failures { get; private set; }

    public bool Allows(OrderEffect wanted, DateTimeOffset now) => wanted != _effect || now >= _next;

    /// <returns>The pause until the next try.</returns>
    public TimeSpan Failed(OrderEffect? effect, DateTimeOffset now)
    {
        Failures = effect == _effect ? Failures + 1 : 1;
        var pause = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(Failures - 1, 10))));
        (_effect, _next) = (effect, now + pause);
        return pause;
    }

    public void Clear() => (_effect, _next, Failures) = (null, default, 0);
}
