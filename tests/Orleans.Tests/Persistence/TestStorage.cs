using System.Collections.Concurrent;
using Orleans.Storage;

namespace Orleans.Tests.Persistence;

/// <summary>A storage in memory that keeps versions, counts, and fails when told to.</summary>
public sealed class TestStorage(Signals signals) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (object? State, int Version)> _stored = new();

    /// <summary>Thrown by the next write.</summary>
    public Exception? Failure { get; set; }

    public int Writes { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        signals.Say($"read {grainId.Key}");
        if (!_stored.TryGetValue((stateName, grainId), out var found))
            return Task.CompletedTask;
        grainState.State = (T?)found.State;
        grainState.ETag = $"{found.Version}";
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Writes++;
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }

        if (signals.IsSet($"hold writes {grainId.Key}"))
        {
            signals.Say($"writing {grainId.Key}");
            await signals.Wait($"write {grainId.Key}");
        }

        var version = Check(stateName, grainId, grainState.ETag) + 1;
        _stored[(stateName, grainId)] = (grainState.State, version);
        grainState.ETag = $"{version}";
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check(stateName, grainId, grainState.ETag);
        _stored.TryRemove((stateName, grainId), out _);
        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    /// <summary>As if somebody else had written.</summary>
    public void Overwrite(string stateName, GrainId grainId, object state) =>
        _stored[(stateName, grainId)] = (state, 100);

    private int Check(string stateName, GrainId grainId, string? known)
    {
        var stored = _stored.TryGetValue((stateName, grainId), out var found) ? found.Version : 0;
        var version = stored == 0 ? null : $"{stored}";
        return known == version ? stored : throw new InconsistentStateException("version conflict", version, known);
    }
}
