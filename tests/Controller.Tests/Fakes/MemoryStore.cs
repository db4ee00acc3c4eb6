using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Storage;

namespace Controller.Tests.Fakes;

/// <summary>A store that can be told to fail, before or after a write took effect; the real one cannot.</summary>
internal sealed class MemoryStore : IDocumentStore
{
    private readonly ConcurrentDictionary<DocumentKey, Document> _documents = new();
    private int _version;

    /// <summary>Asked before each write; what it returns is thrown.</summary>
    public Func<DocumentWrite, Exception?>? FailBefore { get; set; }

    /// <summary>Asked after each write took effect; what it returns is thrown.</summary>
    public Func<DocumentWrite, Exception?>? FailAfter { get; set; }

    public ConcurrentQueue<(DocumentWrite Write, WritePriority Priority)> Writes { get; } = new();

    public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default) => new(_documents.GetValueOrDefault(key));

    public async IAsyncEnumerable<Document> List(string type, string state, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask;
        foreach (var document in _documents.Values.Where(d => d.Key.Type == type && d.Key.State == state))
            yield return document;
    }

    public ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default)
    {
        if (FailBefore?.Invoke(write) is { } before)
            throw before;
        var stored = _documents.GetValueOrDefault(write.Key)?.Version;
        if (stored != write.Expected)
            throw new VersionConflictException(write.Key, write.Expected, stored);
        var version = Interlocked.Increment(ref _version).ToString();
        _documents[write.Key] = new(write.Key, write.Content.ToArray(), version);
        Writes.Enqueue((write, priority));
        return FailAfter?.Invoke(write) is { } after ? throw after : new(version);
    }

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => throw new NotSupportedException();

    public IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default) => throw new NotSupportedException();
}
