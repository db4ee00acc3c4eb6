using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Storage;
using Storage;

namespace Grains.Persistence;

/// <summary>
/// Lets Orleans keep grains' state in an <see cref="IDocumentStore"/>: document, events and index row in one write.
/// </summary>
public sealed class StoreGrainStorage(IDocumentStore store) : IGrainStorage
{
    /// <summary>Name of the storage provider that grains ask for.</summary>
    public const string Name = "documents";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var document = await store.Read(Key(stateName, grainId));
        grainState.RecordExists = document is not null;
        grainState.ETag = document?.Version;
        grainState.State = document is null ? Activator.CreateInstance<T>() : JsonSerializer.Deserialize<T>(document.Content.Span, DocumentJson.Options)!;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = Key(stateName, grainId);
        var events = grainState.State as IHasEvents;
        var write = new DocumentWrite(key, JsonSerializer.SerializeToUtf8Bytes(grainState.State, DocumentJson.Options))
        {
            Expected = grainState.RecordExists ? grainState.ETag : null,
            Events = events?.Events ?? [],
            Active = events?.Active,
            KeepUntil = events?.KeepUntil,
        };
        using var span = Span(key, write.Events);
        try
        {
            grainState.ETag = await store.Write(write, events?.Priority ?? WritePriority.Normal);
            grainState.RecordExists = true;
        }
        catch (VersionConflictException conflict)
        {
            throw new InconsistentStateException(conflict.Message, conflict);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException($"{Key(stateName, grainId)}: documents are forgotten by their age, never cleared");

    /// <summary>Around the durable write and nothing else: what is done because of it comes after its end.</summary>
    private static Activity? Span(DocumentKey key, ImmutableArray<LedgerEvent> events) =>
        Trace.Source.HasListeners() ? Trace.Start("store.write", ("type", key.Type), ("events", string.Join('+', events.Select(e => e.Kind)))) : null;

    private static DocumentKey Key(string stateName, GrainId grainId) => new(grainId.Type.ToString()!, stateName, grainId.Key.ToString()!);
}
