using Grains.Mitigations;

namespace Grains.Operators;

/// <summary>
/// What one operator was asked for: of each engagement that stands the filter entries of its order and how much of its attack it is expected to clean. Told by the
/// mitigations, again and again; in memory only, since each tells it when it is woken after a start. Not thread safe: its grain's turns own it.
/// </summary>
internal sealed class LoadBook(TimeProvider time)
{
    /// <summary>Orders that have ended are looked for at most this often: there may be ten thousand.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>A report may have been on its way for so long: what its controller has answered since it does not know of.</summary>
    private static readonly TimeSpan Arrives = TimeSpan.FromSeconds(10);

    private const double Rounding = 1 + 1e-6;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _rulesOf = new(StringComparer.Ordinal);
    private DateTimeOffset _lookedAt;
    private double _bps;
    private int _rules;
    private long _step;

    /// <summary>Filter entries of the orders that its last word of what it has left was without already.</summary>
    private int _counted;

    /// <summary>Of all engagements, bit/s.</summary>
    public double Bps
    {
        get
        {
            Look();
            return _bps;
        }
    }

    /// <summary>Filter entries by which less is left than it last said: those of orders that came since, without those of orders that have gone since.</summary>
    public int RulesTaken
    {
        get
        {
            Look();
            return _rules - _counted;
        }
    }

    public OperatorLoad? Of(string engagement) => _entries.GetValueOrDefault(engagement)?.Load;

    /// <summary>Filter entries of all other mitigations of the asker for whose engagement this is.</summary>
    public int RulesBeside(string engagement) => _rulesOf.GetValueOrDefault(AskerOf(engagement)) - (Of(engagement)?.Rules ?? 0);

    public void Set(string engagement, OperatorLoad load)
    {
        var known = _entries.GetValueOrDefault(engagement);
        Remove(engagement);
        if (load.IsNothing)
            return;
        // More than it has answered for is not in what it says it has left.
        _entries[engagement] = new(load with { Answered = load.Answered || (known is { Load.Answered: true } && load.Rules <= known.Load.Rules) })
        {
            AskedAt = known?.AskedAt ?? 0, AnsweredAt = known?.AnsweredAt ?? 0, Heard = known?.Heard ?? default,
        };
        _bps += load.Bps;
        _rules += load.Rules;
        _rulesOf[AskerOf(engagement)] = _rulesOf.GetValueOrDefault(AskerOf(engagement)) + load.Rules;
    }

    /// <summary>How it stands with what it was asked for.</summary>
    /// <param name="registered">Filter entries it had left when it last said so elsewhere.</param>
    public OperatorStanding On(OperatorStanding standing, int? registered) => standing with { AskedBps = Bps, RulesTaken = (standing.RulesFree ?? registered) is null ? 0 : RulesTaken };

    /// <summary>
    /// Keeps for an engagement what a plan is about to take beside what it has: all of it, or what there is. In the plan that is then made with that it finds it whatever
    /// others take meanwhile: otherwise of many that plan at the same moment all but one would be told anew each time.
    /// </summary>
    /// <param name="held">Filter entries that the engagement holds, as its mitigation knows.</param>
    /// <param name="known">What the plan knew there was, when it was told so before; null: it went by the members as they were read.</param>
    /// <returns>Null: all of it is kept, or the plan could make no less of what it knew. Else what there is.</returns>
    public OperatorRoom? Reserve(string engagement, OperatorLoad load, int held, OperatorRoom? known, OperatorProfile? profile, OperatorStanding standing)
    {
        var own = Of(engagement);
        var (rules, bps) = (Math.Max(held, own?.Rules ?? 0), own?.Bps ?? 0);
        var (left, asked) = (standing.Left(profile?.RulesSaid, profile?.RulesMax), standing.AskedBps);
        var room = new OperatorRoom(FairShare.Rules(left, rules, RulesBeside(engagement)), asked - bps);
        var most = MostBps(profile, room.OthersBps);
        var fits = !(load.Rules > room.Rules) && !(load.Bps > (known is null ? most : Math.Max(bps, most)) * Rounding);
        var taken = fits || (known is not null && !(room.Rules < known.Rules) && !(room.OthersBps > known.OthersBps * Rounding));
        var kept = taken ? load : load with { Rules = Math.Min(load.Rules, room.Rules ?? load.Rules), Bps = Math.Min(load.Bps, most) };
        Set(engagement, kept with { Rules = Math.Max(rules, kept.Rules), Bps = Math.Max(bps, kept.Bps) });
        return taken ? null : room;
    }

    /// <summary>Its controller is being asked about this engagement.</summary>
    public void Asking(string engagement)
    {
        if (_entries.TryGetValue(engagement, out var entry))
            entry.AskedAt = ++_step;
    }

    /// <summary>Its controller has taken the order, or does not hold it.</summary>
    public void Answered(OrderAnswer answer)
    {
        if (!_entries.TryGetValue(answer.Engagement, out var entry) || answer.Revision < entry.Load.Revision)
            return;
        if (answer.State is not (EngagementState.Accepted or EngagementState.Active))
            Remove(answer.Engagement);

        // Each report says so again: what matters is since when its figures may be without these entries.
        else if (!entry.Load.Answered)
            (entry.Load, entry.AnsweredAt, entry.Heard) = (entry.Load with { Answered = true }, ++_step, time.GetUtcNow());
    }

    /// <summary>It has registered anew: what it says it has left is without the orders it has taken.</summary>
    public void Counted() => _counted = _entries.Values.Where(e => e.Load.Answered).Sum(e => e.Load.Rules);

    /// <summary>
    /// It has said how many entries it has left. Answers overtake each other and orders: of those that it was sent and had not answered when it was asked nobody knows whether the
    /// figure is without them. So what was known before stays as far as the figure allows.
    /// </summary>
    /// <param name="before">What it had said before; null: nothing.</param>
    /// <param name="engagement">It said so with its answer about this one; null: in a message of its own.</param>
    public void Counted(int said, int? before, string? engagement)
    {
        Look();
        var own = engagement is null ? null : _entries.GetValueOrDefault(engagement);
        var (since, arrived) = (own?.AskedAt ?? 0, time.GetUtcNow() - Arrives);
        var (sure, doubtful) = (0, 0);
        foreach (var entry in _entries.Values)
            if (entry.Load.Answered && (entry == own || (engagement is null ? entry.Heard <= arrived : entry.AnsweredAt <= since)))
                sure += entry.Load.Rules;
            else if (entry.AskedAt > 0 || entry.Load.Answered)
                doubtful += entry.Load.Rules;
        _counted = before is { } known ? (int)Math.Clamp((long)known + _counted - said, sure, sure + doubtful) : sure;
    }

    /// <summary>Scrubbing capacity, and of those to whom traffic is diverted that of the ports.</summary>
    private static double MostBps(OperatorProfile? profile, double others) => Math.Min(
        FairShare.Bps(profile?.ScrubBps, others) ?? double.PositiveInfinity,
        profile is { Kind: "scrubber" } ? FairShare.Bps(profile.PortBps, others) ?? double.PositiveInfinity : double.PositiveInfinity);

    private static string AskerOf(string engagement) => MitigationKey.TryParseEngagement(engagement, out var key, out _) ? key.Member : engagement;

    private void Remove(string engagement)
    {
        if (!_entries.Remove(engagement, out var entry))
            return;
        _bps = _entries.Count == 0 ? 0 : _bps - entry.Load.Bps;
        _rules -= entry.Load.Rules;
        var asker = AskerOf(engagement);
        if (_rulesOf.GetValueOrDefault(asker) - entry.Load.Rules is > 0 and var left)
            _rulesOf[asker] = left;
        else
            _rulesOf.Remove(asker);
    }

    private void Look()
    {
        var now = time.GetUtcNow();
        if (now < _lookedAt + LookEvery)
            return;
        _lookedAt = now;
        foreach (var (engagement, entry) in _entries)
            if (entry.Load.Until <= now)
                Remove(engagement);
    }

    /// <summary>An engagement's load, with the steps at which its controller was last asked and answered; 0: never.</summary>
    private sealed class Entry(OperatorLoad load)
    {
        public OperatorLoad Load { get; set; } = load;

        public long AskedAt { get; set; }

        public long AnsweredAt { get; set; }

        /// <summary>When it answered.</summary>
        public DateTimeOffset Heard { get; set; }
    }
}
