using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storage;
using Storage.Shells;

namespace Grains.Persistence;

/// <summary>The stored form of an aggregate's state, with what happened since the last write.</summary>
public abstract class RecordedState<TState> : IHasEvents
    where TState : class
{
    /// <summary>Form of the document; a reader refuses forms newer than it knows.</summary>
    public int SchemaVersion { get; set; } = 1;

    /// <summary>Null before the first write.</summary>
    public TState? State { get; set; }

    [JsonIgnore]
    public ImmutableArray<LedgerEvent> Events { get; set; } = [];

    [JsonIgnore]
    public virtual ActiveMitigation? Active => null;

    [JsonIgnore]
    public virtual DateTimeOffset? KeepUntil => null;

    [JsonIgnore]
    public virtual WritePriority Priority => WritePriority.Normal;
}

/// <summary>Keeps a shell's state in a grain's persistent state.</summary>
public sealed class GrainStateStore<TDocument, TState, TEvent>(IPersistentState<TDocument> persistent, Func<TState, TEvent, LedgerEvent?> toLedger)
    : IStateStore<TState, TEvent>
    where TDocument : RecordedState<TState>
    where TState : class
{
    public ValueTask<TState?> Read()
    {
        if (persistent.State.SchemaVersion > 1)
            throw new InvalidOperationException($"stored with schema version {persistent.State.SchemaVersion}, this program knows 1: a newer program wrote it");
        return new(persistent.RecordExists ? persistent.State.State : null);
    }

    public async ValueTask Write(TState state, ImmutableArray<TEvent> events)
    {
        var (before, pending) = (persistent.State.State, persistent.State.Events);
        var added = events.Select(e => toLedger(state, e)).OfType<LedgerEvent>().ToImmutableArray();
        persistent.State.State = state;
        persistent.State.Events = pending.AddRange(added);
        try
        {
            await persistent.WriteStateAsync();
        }
        catch (Exception failure)
        {
            (persistent.State.State, persistent.State.Events) = (before, pending);
            if (StoreFailure.Full(failure) is { } full)
                throw new StoreFullException(full.Message);
            throw;
        }

        persistent.State.Events = persistent.State.Events.RemoveRange(0, pending.Length + added.Length);
    }
}
