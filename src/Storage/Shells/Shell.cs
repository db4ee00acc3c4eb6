using System.Collections.Immutable;

namespace Storage.Shells;

/// <summary>
/// One thing and its turns: decides, stores state and events in one write, then lets the effects happen.
/// Not thread safe: whoever owns it gives it one turn at a time (a grain, a lock, a simulation).
/// </summary>
public sealed class Shell<TState, TCommand, TEvent>(
    IRules<TState, TCommand, TEvent> rules,
    TState none,
    IStateStore<TState, TEvent> store,
    IEffects effects,
    TimeProvider time)
    where TState : class
{
    private readonly TState _none = none;
    private readonly List<TEvent> _gathered = [];
    private bool _writing;

    /// <summary>The last state known to be durable: what interleaved reads may see.</summary>
    public TState Committed { get; private set; } = none;

    /// <summary>Committed plus what was gathered and is not stored yet.</summary>
    public TState Current { get; private set; } = none;

    /// <summary>Whether something was gathered that is not stored yet.</summary>
    public bool HasGathered => _gathered.Count > 0;

    /// <summary>
    /// Whether a write failed in a way that leaves the stored state unknown. The shell then refuses to go on:
    /// its owner throws it away and reads back.
    /// </summary>
    public bool Lost { get; private set; }

    /// <summary>Reads the stored state. Call once before anything else.</summary>
    public async ValueTask Load()
    {
        Committed = Current = await store.Read() ?? _none;
    }

    /// <summary>Decides and, when something happened, stores it before returning; then lets the effects happen.</summary>
    /// <returns>The refusal, or null when the command was carried out or changed nothing; then all it rests on is durable.</returns>
    public async ValueTask<Refusal?> Handle(TCommand command)
    {
        ThrowIfWriting();
        var refusal = Take(command, out var changed);

        // A command that changes nothing may do so because of news that is only gathered: answering before that is stored would promise what a crash forgets.
        if (changed || refusal is null)
            await Flush();
        return refusal;
    }

    /// <summary>Decides and keeps what happened in memory until the next write. For news whose loss does no harm because its sender repeats it.</summary>
    public Refusal? Gather(TCommand command) => Take(command, out _);

    /// <summary>Stores what was gathered, then lets the effects happen.</summary>
    public async ValueTask Flush()
    {
        ThrowIfLost();
        ThrowIfWriting();
        if (_gathered.Count == 0)
            return;

        var (state, events) = (Current, _gathered.ToImmutableArray());
        _writing = true;
        try
        {
            await store.Write(state, events);
        }
        catch (StoreFullException)
        {
            // Nothing was written: what was decided has not happened. Gathered news comes again from who sent it.
            Current = Committed;
            _gathered.Clear();
            throw;
        }
        catch
        {
            Lost = true;
            throw;
        }
        finally
        {
            _writing = false;
        }

        Committed = state;
        _gathered.RemoveRange(0, events.Length);
        Drive();
    }

    /// <summary>Lets happen what the committed state still asks for. Called after writes and from time to time.</summary>
    public void Drive()
    {
        ThrowIfLost();
        effects.Perform(rules.Due(Committed, time.GetUtcNow()));
    }

    private Refusal? Take(TCommand command, out bool changed)
    {
        ThrowIfLost();
        var decision = rules.Decide(Current, command, time.GetUtcNow());
        changed = !decision.Events.IsDefaultOrEmpty;
        if (changed)
        {
            Current = decision.Events.Aggregate(Current, rules.Apply);
            _gathered.AddRange(decision.Events);
        }

        return decision.Refusal;
    }

    // The events of the write under way would be stored a second time. Gathering is no problem: what comes now waits for the next write.
    private void ThrowIfWriting()
    {
        if (_writing)
            throw new InvalidOperationException("a write of this shell is under way; its owner must give it one turn at a time");
    }

    private void ThrowIfLost()
    {
        if (Lost)
            throw new WriteOutcomeUnknownException("an earlier write of this shell failed; read the state back first");
    }
}
