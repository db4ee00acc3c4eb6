using Grains.Mitigations;

namespace Grains.Operators;

/// <summary>
/// What one operator was asked for: of each engagement that stands the filter entries of its order and how much of its attack it is expected to clean. Told by the
/// mitigations, again and again; in memory only, since each tells it when it is woken after a start. Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class LoadBook(TimeProvider time)
{
    private readonly Dictionary<string, OperatorLoad> _loads = new(StringComparer.Ordinal);

    /// <summary>In which order its controller was asked and has answered: by engagement, the newest of each.</summary>
    private readonly Dictionary<string, long> _askedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _answeredAt = new(StringComparer.Ordinal);
    private long _step;

    /// <summary>Filter entries of the orders that its last word of what it has left was without already.</summary>
    private int _counted;

    /// <summary>Of all engagements, bit/s.</summary>
    public double Bps => Standing().Sum(l => l.Value.Bps);

    /// <summary>Filter entries by which less is left than it last said: those of orders that came since, without those of orders that have gone since.</summary>
    public int RulesTaken => Standing().Sum(l => l.Value.Rules) - _counted;

    public OperatorLoad? Of(string engagement) => _loads.GetValueOrDefault(engagement);

    /// <summary>Filter entries of all other mitigations of the asker for whose engagement this is.</summary>
    public int RulesBeside(string engagement) => MitigationKey.TryParseEngagement(engagement, out var own, out _)
        ? Standing().Where(l => l.Key != engagement && MitigationKey.TryParseEngagement(l.Key, out var key, out _) && key.Member == own.Member).Sum(l => l.Value.Rules)
        : 0;

    public void Set(string engagement, OperatorLoad load)
    {
        var known = _loads.GetValueOrDefault(engagement);
        if (load.IsNothing)
            Gone(engagement);
        else
            _loads[engagement] = load with { Answered = load.Answered || known is { Answered: true } };

        // What was answered before anything was known of it here is in what was said already.
        if (known is null && load.Answered)
            _counted += load.Rules;
    }

    /// <summary>Its controller is being asked about this engagement.</summary>
    public void Asking(string engagement) => _askedAt[engagement] = ++_step;

    /// <summary>Its controller has taken the order, or does not hold it.</summary>
    public void Answered(string engagement, EngagementState state)
    {
        _answeredAt[engagement] = ++_step;
        if (state is EngagementState.Declined or EngagementState.Released or EngagementState.Ended)
            Gone(engagement);
        else if (_loads.TryGetValue(engagement, out var load))
            _loads[engagement] = load with { Answered = true };
    }

    /// <summary>It has registered anew: what it says it has left is without the orders it has taken.</summary>
    public void Counted() => _counted = Standing().Where(l => l.Value.Answered).Sum(l => l.Value.Rules);

    /// <summary>
    /// It has said how many entries it has left. Answers overtake each other and orders: of those that it was sent and had not answered when it was asked nobody knows whether the
    /// figure is without them. So what was known before stays as far as the figure allows.
    /// </summary>
    /// <param name="before">What it had said before; null: nothing.</param>
    /// <param name="engagement">It said so with its answer about this one; null: in a message of its own.</param>
    public void Counted(int said, int? before, string? engagement)
    {
        var since = engagement is null ? _step : _askedAt.GetValueOrDefault(engagement);
        var (sure, doubtful) = (0, 0);
        foreach (var (key, load) in Standing())
            if (load.Answered && (key == engagement || _answeredAt.GetValueOrDefault(key) <= since))
                sure += load.Rules;
            else if (_askedAt.ContainsKey(key))
                doubtful += load.Rules;
        _counted = before is { } known ? Math.Clamp(known + _counted - said, sure, sure + doubtful) : sure;
    }

    private void Gone(string engagement)
    {
        _loads.Remove(engagement);
        _answeredAt.Remove(engagement);
        _askedAt.Remove(engagement);
    }

    private Dictionary<string, OperatorLoad> Standing()
    {
        var now = time.GetUtcNow();
        foreach (var (engagement, load) in _loads)
            if (load.Until <= now)
                Gone(engagement);
        return _loads;
    }
}
