using System.Collections.Immutable;

namespace Grains.Sightings;

/// <summary>
/// What one mitigation knows of where its attack is seen: its last rounds, and of each operator the newest answer, also one that came too late for the plan that
/// asked, for the next plan. Lives in memory only: it is worth nothing minutes later. Not thread safe: its grain's turns own it.
/// </summary>
public sealed class SightingBook(TimeProvider time)
{
    /// <summary>How long an answer is worth planning by.</summary>
    public static readonly TimeSpan WorthFor = TimeSpan.FromMinutes(5);

    /// <summary>After its deadline a question is answered for so long; then its answers are refused.</summary>
    public static readonly TimeSpan AnswerableFor = TimeSpan.FromMinutes(2);

    /// <summary>A plan a scope and a wave: more questions than this within two minutes are not worth their answers.</summary>
    private const int MaxRounds = 4;

    /// <summary>Of less than this part of the attack nobody needs to hear.</summary>
    private const double WorthTelling = 0.05;

    /// <summary>Two figures of one operator that differ by less than this part of the attack say the same.</summary>
    private const double SameFigure = 0.25;

    private readonly List<SightingRound> _rounds = [];
    private readonly Dictionary<string, (Sighting Sighting, DateTimeOffset At)> _newest = new(StringComparer.Ordinal);
    private Dictionary<string, Sighting> _planned = new(StringComparer.Ordinal);
    private DateTimeOffset? _askedAt;
    private int _scope;

    /// <summary>Begins a round. What was said of another scope is forgotten: it is about other traffic.</summary>
    /// <param name="scope">Number of the request's scope.</param>
    public void Open(int scope, SightingRound round)
    {
        ForgetOther(scope);
        _rounds.Add(round);
        _askedAt = time.GetUtcNow();
        if (_rounds.Count > MaxRounds)
            _rounds.RemoveAt(0);
    }

    /// <summary>Takes an operator's answer, early or late.</summary>
    public SightingHearing Hear(string @operator, SightingAnswer answer)
    {
        var now = time.GetUtcNow();
        _rounds.RemoveAll(r => now > r.Question.Deadline + AnswerableFor);
        if (_rounds.Find(r => r.Question.Id.ToString() == answer.Id) is not { } round)
            return SightingHearing.NotAsked;
        var hearing = round.Hear(@operator, answer);
        if (hearing == SightingHearing.Taken)
            _newest[@operator] = (Sighting.Of(@operator, answer), now);
        return hearing;
    }

    /// <summary>What is known now of this scope, by operator: of everybody who was asked by a round that is remembered or whose answer still is.</summary>
    public ImmutableArray<Sighting> Known(int scope)
    {
        ForgetOther(scope);
        var oldest = time.GetUtcNow() - WorthFor;
        foreach (var (@operator, _) in _newest.Where(n => n.Value.At < oldest).ToArray())
            _newest.Remove(@operator);
        var silent = _rounds.SelectMany(r => r.Sightings).Select(s => s.Operator).Distinct(StringComparer.Ordinal).Where(o => !_newest.ContainsKey(o));
        ImmutableArray<Sighting> known = [.. _newest.Values.Select(n => n.Sighting).Concat(silent.Select(Sighting.None)).OrderBy(s => s.Operator, StringComparer.Ordinal)];
        _planned = known.ToDictionary(s => s.Operator, StringComparer.Ordinal);
        return known;
    }

    /// <summary>Whether a round for this scope began so shortly ago.</summary>
    public bool WasAskedWithin(int scope, TimeSpan span) => scope == _scope && time.GetUtcNow() - _askedAt < span;

    /// <summary>Who told something since the last plan that <see cref="Known"/> was asked for, and that it should have known.</summary>
    /// <param name="volumeBps">The attack at the target, bit/s; null when nobody told.</param>
    public ImmutableArray<string> News(double? volumeBps) =>
        [.. _newest.Where(n => IsNews(_planned.GetValueOrDefault(n.Key), n.Value.Sighting, volumeBps)).Select(n => n.Key).Order(StringComparer.Ordinal)];

    private static bool IsNews(Sighting? before, Sighting now, double? volume)
    {
        if (ReferenceEquals(before, now))
            return false;

        // That somebody does not see it, of whom nothing was known, is no news: when it was counted on, its filter will show.
        if (before is not { Answered: true })
            return now.Seen && !(Seen(now, volume) < WorthTelling * volume);
        return volume is null ? before.Seen != now.Seen : Math.Abs(Seen(now, volume) - Seen(before, volume)) > SameFigure * volume;
    }

    private static double Seen(Sighting sighting, double? volume) => !sighting.Seen ? 0 : Math.Min(sighting.Bps ?? double.MaxValue, volume ?? double.MaxValue);

    private void ForgetOther(int scope)
    {
        if (scope == _scope)
            return;
        _scope = scope;
        _rounds.Clear();
        _newest.Clear();
        _planned.Clear();
        _askedAt = null;
    }
}
