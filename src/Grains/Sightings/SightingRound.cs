using System.Collections.Immutable;

namespace Grains.Sightings;

/// <summary>
/// One question and who has answered it. Over when everybody that can still answer has, or at the deadline. Asked and waited for outside any turn while answers come
/// in turns, so it is thread safe.
/// </summary>
public sealed class SightingRound
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SightingAnswer?> _answers;
    private readonly HashSet<string> _awaited;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SightingRound(SightingQuestion question, IEnumerable<string> asked)
    {
        Question = question;
        _awaited = asked.ToHashSet(StringComparer.Ordinal);
        _answers = _awaited.ToDictionary(o => o, _ => (SightingAnswer?)null, StringComparer.Ordinal);
        OverIfNobodyIsAwaited();
    }

    public SightingQuestion Question { get; }

    /// <summary>Ends when nobody is awaited any more; at the deadline whoever waits stops waiting.</summary>
    public Task Over => _over.Task;

    public int Asked => _answers.Count;

    /// <summary>Every operator asked, by id.</summary>
    public ImmutableArray<Sighting> Sightings
    {
        get
        {
            lock (_lock)
                return [.. _answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Value is { } answer ? Sighting.Of(a.Key, answer) : Sighting.None(a.Key))];
        }
    }

    /// <summary>Takes an answer. The first of each operator counts: a second is what a lost answer to the first looks like.</summary>
    public SightingHearing Hear(string @operator, SightingAnswer answer)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue(@operator, out var known))
                return SightingHearing.NotAsked;
            if (known is not null)
                return SightingHearing.Repeated;
            _answers[@operator] = answer;
            _awaited.Remove(@operator);
            OverIfNobodyIsAwaited();
            return SightingHearing.Taken;
        }
    }

    /// <summary>It did not take the question, so nobody need wait for it. An answer that comes all the same is taken.</summary>
    public void DoNotAwait(string @operator)
    {
        lock (_lock)
        {
            _awaited.Remove(@operator);
            OverIfNobodyIsAwaited();
        }
    }

    private void OverIfNobodyIsAwaited()
    {
        if (_awaited.Count == 0)
            _over.TrySetResult();
    }
}

/// <summary>What became of an answer.</summary>
public enum SightingHearing
{
    /// <summary>It counts.</summary>
    Taken,

    /// <summary>This operator has answered already; nothing changes.</summary>
    Repeated,

    /// <summary>This operator was not asked.</summary>
    NotAsked,
}
