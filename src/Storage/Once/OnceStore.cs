using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Storage.Once;

/// <summary>
/// Values that are good once until their end, such as nonces: durable before anybody is told that a value was new, so that a restart opens no window.
/// All values that come while a write is under way share the next one. In memory are 16 bytes of a hash and the end of each value, bounded in number.
/// Documents whose values have all ended are written again, so that their number follows the rate, not the time.
/// </summary>
public sealed class OnceStore
{
    /// <summary>Values remembered at the same time.</summary>
    public const int Most = 1_000_000;

    private const string SlotState = "slot";
    private const int HashBytes = 16;
    private const int SpareSlots = 1024;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly IDocumentStore _store;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, DateTimeOffset> _used = [];
    private readonly Queue<Slot> _slots = new();
    private DateTimeOffset _sweepAt;
    private Batch _next = new();
    private bool _writing;
    private long _lastSlot;

    private OnceStore(IDocumentStore store, string owner, TimeProvider time, int most) => (_store, _owner, _time, _most) = (store, owner, time, most);

    /// <summary>Reads back what has not ended.</summary>
    /// <param name="owner">Type of its documents; one instance at a time may use it.</param>
    public static async Task<OnceStore> Open(IDocumentStore store, string owner, TimeProvider time, int most = Most, CancellationToken cancellation = default)
    {
        var once = new OnceStore(store, owner, time, most);
        List<Slot> slots = [];
        await foreach (var document in store.List(owner, SlotState, cancellation))
            slots.Add(once.ReadBack(document));
        foreach (var slot in slots.OrderBy(s => s.Until))
            once._slots.Enqueue(slot);
        return once;
    }

    /// <summary>Whether this value is used for the first time. After true it is durable.</summary>
    /// <param name="until">When it may be forgotten.</param>
    /// <exception cref="StoreFullException">More values than can be remembered, or no room in the store; the value counts as used.</exception>
    /// <exception cref="WriteOutcomeUnknownException">Not known to be durable; the value counts as used.</exception>
    public async ValueTask<bool> TryUse(string value, DateTimeOffset until)
    {
        var hash = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
        Batch batch;
        bool first;
        lock (_lock)
        {
            Sweep();
            if (_used.TryGetValue(hash, out var end) && end > _time.GetUtcNow())
                return false;
            if (_used.Count >= _most)
                throw new StoreFullException($"{_most} values are remembered already, which is all that may be");
            _used[hash] = until;
            batch = _next;
            batch.Add(hash, until);
            first = !_writing;
            _writing = true;
        }

        // Not awaited: who comes first must not wait for all that come later. It tells each batch what became of it and throws nothing.
        if (first)
            _ = WriteAll();
        await batch.Written;
        return true;
    }

    private Slot ReadBack(Document document)
    {
        using var json = JsonDocument.Parse(document.Content);
        if (json.RootElement.GetProperty("schemaVersion").GetInt32() > 1)
            throw new InvalidOperationException($"{document.Key} was written by a newer program");
        var until = DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("until").GetInt64());
        var hashes = json.RootElement.GetProperty("hashes").GetBytesFromBase64();
        if (until > _time.GetUtcNow())
            for (var at = 0; at < hashes.Length; at += HashBytes)
                _used[BinaryPrimitives.ReadUInt128LittleEndian(hashes.AsSpan(at))] = until;
        var number = long.Parse(document.Key.Key, System.Globalization.CultureInfo.InvariantCulture);
        _lastSlot = Math.Max(_lastSlot, number);
        return new Slot(number, document.Version, until);
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        if (now < _sweepAt)
            return;
        _sweepAt = now + SweepEvery;
        foreach (var (hash, until) in _used)
            if (until <= now)
                _used.Remove(hash);
    }

    private async Task WriteAll()
    {
        while (true)
        {
            Batch batch;
            lock (_lock)
            {
                if (_next.IsEmpty)
                {
                    _writing = false;
                    return;
                }
                batch = _next;
                _next = new Batch();
            }

            try
            {
                await Write(batch);
                batch.Done();
            }
            catch (Exception e)
            {
                batch.Failed(e);
            }
        }
    }

    // One write at a time: slots are touched by nobody else.
    private async Task Write(Batch batch)
    {
        var slot = FreeSlot();
        while (true)
        {
            try
            {
                var write = new DocumentWrite(new DocumentKey(_owner, SlotState, slot.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), batch.Content())
                {
                    Expected = slot.Version, KeepUntil = batch.Until,
                };
                // What a signed withdrawal needs must not fail on a full disk.
                var version = await _store.Write(write, WritePriority.Reserved);
                _slots.Enqueue(slot with { Version = version, Until = batch.Until });
                return;
            }
            catch (VersionConflictException) when (slot.Version is not null)
            {
                // The store has forgotten it, as it was allowed to.
                slot = new Slot(++_lastSlot, null, default);
            }
        }
    }

    private Slot FreeSlot()
    {
        var now = _time.GetUtcNow();
        while (_slots.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _slots.Dequeue();
            if (_slots.Count < SpareSlots)
                return oldest;
        }
        return new Slot(++_lastSlot, null, default);
    }

    private sealed record Slot(long Number, string? Version, DateTimeOffset Until);

    private sealed class Batch
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<UInt128> _hashes = [];

        public Task Written => _written.Task;

        public bool IsEmpty => _hashes.Count == 0;

        public DateTimeOffset Until { get; private set; }

        public void Add(UInt128 hash, DateTimeOffset until)
        {
            _hashes.Add(hash);
            if (until > Until)
                Until = until;
        }

        public void Done() => _written.SetResult();

        public void Failed(Exception e)
        {
            _written.SetException(e);
            _ = _written.Task.Exception;
        }

        public byte[] Content()
        {
            var hashes = new byte[_hashes.Count * HashBytes];
            for (var i = 0; i < _hashes.Count; i++)
                BinaryPrimitives.WriteUInt128LittleEndian(hashes.AsSpan(i * HashBytes), _hashes[i]);
            return JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 1, until = Until.ToUnixTimeMilliseconds() + 1, hashes });
        }
    }
}
