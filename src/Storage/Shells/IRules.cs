namespace Storage.Shells;

/// <summary>The rules of one kind of thing. Pure: same state, command and time, same answer.</summary>
public interface IRules<TState, TCommand, TEvent>
{
    /// <summary>What the command leads to. No side effect.</summary>
    Decision<TEvent> Decide(TState state, TCommand command, DateTimeOffset now);

    /// <summary>The state after the event. Cannot fail: an event has happened.</summary>
    TState Apply(TState state, TEvent happened);

    /// <summary>
    /// What must be done in the world for the state to come true. Derived from state alone, so that after a crash the same state asks for the same again.
    /// </summary>
    IEnumerable<Effect> Due(TState state, DateTimeOffset now);
}

/// <summary>Something to be done in the world, as data.</summary>
public abstract record Effect;
