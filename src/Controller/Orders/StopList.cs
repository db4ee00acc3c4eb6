using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storage;

namespace Controller.Orders;

/// <summary>What is stopped at this member. Each change is stored before it counts, and read back at the start: a stop is lifted by people only.</summary>
internal sealed class StopList(IDocumentStore store, TimeProvider time)
{
    /// <summary>More would be a script gone wrong; "all" always finds room.</summary>
    private const int Most = 1000;

    private const int SchemaVersion = 1;

    private static readonly DocumentKey Key = new("stops", "list", "controller");

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Snapshot _stops = new([]);

    public ImmutableArray<Stop> All => _stops.Stops;

    /// <summary>The stop that an engagement falls under; null when it falls under none.</summary>
    public Stop? Of(string engagement) => _stops.Stops.FirstOrDefault(s => s.Covers(engagement));

    public async Task Read() => _stops = new((await Load()).Stops);

    /// <summary>Stops what the target names. The first one to stop it stays named.</summary>
    /// <returns>Null when there is no room. Throws what the store throws; then nothing is stopped for good.</returns>
    public Task<Stop?> Add(string target, string by) => Change<Stop?>(stops =>
    {
        if (stops.FirstOrDefault(s => s.Target == target) is { } known)
            return (stops, known);
        if (stops.Length >= Most && target != Stop.Everything)
            return (stops, null);
        var stop = new Stop(target, by, time.GetUtcNow());
        return (stops.Add(stop), stop);
    });

    /// <summary>Lifts it.</summary>
    /// <returns>Whether there was such a stop. Throws what the store throws; then it stays.</returns>
    public Task<bool> Remove(string target) => Change(stops => (stops.RemoveAll(s => s.Target == target), stops.Any(s => s.Target == target)));

    private async Task<T> Change<T>(Func<ImmutableArray<Stop>, (ImmutableArray<Stop> Stops, T Result)> change)
    {
        await _turn.WaitAsync();
        try
        {
            // Read back each time: an earlier write may have had an unknown outcome.
            var (stored, version) = await Load();
            var (stops, result) = change(stored);
            if (stops.Length != stored.Length)
                await store.Write(new(Key, JsonSerializer.SerializeToUtf8Bytes(new Stored(SchemaVersion, stops), Options)) { Expected = version }, WritePriority.Reserved);
            _stops = new(stops);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(ImmutableArray<Stop> Stops, string? Version)> Load()
    {
        if (await store.Read(Key) is not { } document)
            return ([], null);
        try
        {
            return JsonSerializer.Deserialize<Stored>(document.Content.Span, Options) is { SchemaVersion: SchemaVersion, Stops.IsDefault: false } stored
                ? (stored.Stops, document.Version)
                : throw new InvalidDataException($"the stored list of stops is not of schema version {SchemaVersion}");
        }
        catch (JsonException e)
        {
            // To start without it would let filters back in that somebody stopped.
            throw new InvalidDataException($"the stored list of stops cannot be read: {e.Message}", e);
        }
    }

    private sealed record Stored(int SchemaVersion, ImmutableArray<Stop> Stops);

    private sealed record Snapshot(ImmutableArray<Stop> Stops);
}
