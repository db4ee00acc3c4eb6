namespace Grains.Operators;

/// <summary>
/// Orders to one operator that have not been answered: which attempt starts when. Withdrawals first. A slow or dead controller
/// costs a bounded number of attempts at a time and, after too many failures in a row, one probe each half minute. Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class DeliveryQueue(TimeProvider time, Random random)
{
    /// <summary>Attempts under way at once.</summary>
    public const int Concurrent = 4;

    private const int FailuresToOpen = 5;
    private const int MaximumAnswers = 10_000;
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(15);

    /// <summary>Whoever is heard of all the time and cannot be reached costs no more than this.</summary>
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Entry> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (OrderAnswer Answer, DateTimeOffset Until)> _answers = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _answered = new();
    private int _underWay;
    private int _failures;
    private DateTimeOffset _probed;

    public int Count => _waiting.Count;

    /// <summary>Until when nothing but one probe is sent; null: closed.</summary>
    public DateTimeOffset? OpenUntil { get; private set; }

    /// <summary>Adds an order. A newer revision replaces an older one; a known revision changes nothing. Returns what the controller said about it, if it did.</summary>
    public OrderAnswer? Add(Order order)
    {
        if (_answers.TryGetValue(order.Engagement, out var known) && known.Answer.Revision >= order.Revision && !(order.Withdraw && known.Answer.State != Mitigations.EngagementState.Ended))
            return known.Answer.Revision == order.Revision ? known.Answer : null;
        if (!_waiting.TryGetValue(order.Engagement, out var entry))
            _waiting[order.Engagement] = new Entry(order) { Due = time.GetUtcNow() };
        else if (entry.Order.Revision < order.Revision)
            (entry.Order, entry.Due, entry.Tries) = (order, time.GetUtcNow(), 0);
        return null;
    }

    /// <summary>The next attempt to start now, or null. The caller must report its end with <see cref="Ended"/>.</summary>
    public Order? Start()
    {
        var now = time.GetUtcNow();
        if (_underWay >= (OpenUntil is null ? Concurrent : 1) || now < OpenUntil)
            return null;

        Entry? next = null;
        foreach (var entry in _waiting.Values)
            if (!entry.UnderWay && entry.Due <= now && (next is null || Before(entry, next)))
                next = entry;
        if (next is null)
            return null;

        next.UnderWay = true;
        next.Tries++;
        _underWay++;
        return next.Order;
    }

    /// <summary>An attempt has ended.</summary>
    public void Ended(string engagement, int revision, DeliveryOutcome outcome)
    {
        _underWay--;
        Judge(outcome);
        if (!_waiting.TryGetValue(engagement, out var entry))
            return;

        entry.UnderWay = false;
        if (entry.Order.Revision != revision)
            return;
        if (outcome.Answer is { } answer)
            Remember(answer, entry.Order.NotAfter);
        if (outcome.Delivered || outcome.Permanent)
            _waiting.Remove(engagement);
        else
            entry.Due = time.GetUtcNow() + BackOff(entry.Tries);
    }

    /// <summary>The controller was heard of: after failures, what waits need not wait for its pause. Whether there is something to start.</summary>
    public bool Heard()
    {
        var now = time.GetUtcNow();
        if (_failures == 0 || _waiting.Count == 0 || now < _probed + ProbeEvery)
            return false;
        _probed = now;
        if (OpenUntil > now)
            OpenUntil = now;
        foreach (var entry in _waiting.Values)
            if (entry.Due > now)
                entry.Due = now;
        return true;
    }

    /// <summary>Forgets orders and answers whose end has passed; returns when to look again, or null when nothing waits.</summary>
    public TimeSpan? Next()
    {
        var now = time.GetUtcNow();
        ForgetAnswers();
        foreach (var (engagement, entry) in _waiting)
            if (entry.Order.NotAfter <= now && !entry.UnderWay)
                _waiting.Remove(engagement);

        DateTimeOffset? due = null;
        foreach (var entry in _waiting.Values)
            if (!entry.UnderWay && (due is null || entry.Due < due))
                due = entry.Due;
        if (due is null)
            return null;
        var at = OpenUntil > due ? OpenUntil.Value : due.Value;
        return at <= now ? TimeSpan.FromMilliseconds(100) : at - now;
    }

    private static bool Before(Entry a, Entry b) =>
        a.Order.Withdraw != b.Order.Withdraw ? a.Order.Withdraw : a.Due < b.Due;

    private void Judge(DeliveryOutcome outcome)
    {
        // A refusal proves that the controller lives.
        if (outcome.Delivered || outcome.Permanent)
            (_failures, OpenUntil) = (0, null);
        else if (++_failures >= FailuresToOpen)
            OpenUntil = time.GetUtcNow() + OpenFor;
    }

    // Nobody asks for an answer again once its order's end has passed.
    private void Remember(OrderAnswer answer, DateTimeOffset until)
    {
        if (!_answers.ContainsKey(answer.Engagement))
            _answered.Enqueue(answer.Engagement, until);
        _answers[answer.Engagement] = (answer, until);
        ForgetAnswers();
    }

    private void ForgetAnswers()
    {
        var now = time.GetUtcNow();
        while (_answered.TryPeek(out var engagement, out var until) && (until <= now || _answered.Count > MaximumAnswers))
        {
            _answered.Dequeue();

            // A refresh has moved the end since.
            if (_answers[engagement].Until is var moved && moved > now && moved > until && _answered.Count < MaximumAnswers)
                _answered.Enqueue(engagement, moved);
            else
                _answers.Remove(engagement);
        }
    }

    private TimeSpan BackOff(int tries) =>
        FirstBackOff + (TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks << Math.Min(tries, 10))) * random.NextDouble());

    private sealed class Entry(Order order)
    {
        public Order Order { get; set; } = order;

        public DateTimeOffset Due { get; set; }

        public int Tries { get; set; }

        public bool UnderWay { get; set; }
    }
}
