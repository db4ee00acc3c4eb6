using System.Collections.Immutable;
using Grains.Mitigations;

namespace Grains.Customers;

/// <summary>The newest status of each of a member's mitigations: what is to be pushed, and what its next heartbeat fetches. Bounded; in memory.</summary>
internal sealed class StatusFeed
{
    private const int MaximumEnded = 1000;

    /// <summary>An operator takes some 100 bytes of a status, the rest of it as much as thirty of them: ten, and what is discarded.</summary>
    private const int StatusLines = 30;

    private const int AnswerLines = 500;

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();

    public bool Knows(string mitigation) => _entries.TryGetValue(mitigation, out var entry) && entry.Status.Runs;

    /// <summary>False when it is older than the one known.</summary>
    public bool Take(MitigationStatus status)
    {
        if (_entries.TryGetValue(status.Key, out var known) && known.Status.Version >= status.Version)
            return false;
        if (!status.Runs && known is null or { Status.Runs: true })
            _ended.Enqueue(status.Key);
        _entries[status.Key] = new(status, ToPush: true, ToFetch: true);
        while (_ended.Count > MaximumEnded)
            _entries.Remove(_ended.Dequeue());
        return true;
    }

    /// <summary>What changed since the last heartbeat, as much as fits one answer of 64 KiB; the rest comes with the next one.</summary>
    /// <param name="pushes">Whether status is pushed to the member as well.</param>
    public ImmutableArray<MitigationStatus> TakeChanged(bool pushes)
    {
        var changed = ImmutableArray.CreateBuilder<MitigationStatus>();
        var room = AnswerLines;
        foreach (var status in _entries.Values.Where(e => e.ToFetch).Select(e => e.Status))
        {
            room -= StatusLines + Math.Min(status.Operators.Length, MitigationStatus.OperatorsShown);
            if (room < 0 && changed.Count > 0)
                break;
            changed.Add(status);
        }

        foreach (var status in changed)
        {
            var told = _entries[status.Key] with { ToFetch = false };

            // Of what has ended and was told nothing but its version is needed, and there may be a thousand of them a member.
            _entries[status.Key] = status.Runs || (pushes && told.ToPush) ? told : new(status with { Operators = [], Targets = [] }, ToPush: false, ToFetch: false);
        }

        return changed.ToImmutable();
    }

    public MitigationStatus? NextToPush()
    {
        var next = _entries.Values.FirstOrDefault(e => e.ToPush)?.Status;
        if (next is not null)
            _entries[next.Key] = _entries[next.Key] with { ToPush = false };
        return next;
    }

    public void PushFailed(MitigationStatus status)
    {
        if (_entries.TryGetValue(status.Key, out var entry))
            _entries[status.Key] = entry with { ToPush = true };
    }

    private sealed record Entry(MitigationStatus Status, bool ToPush, bool ToFetch);
}
