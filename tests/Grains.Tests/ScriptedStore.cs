using System.Collections.Concurrent;
using Storage;

namespace Grains.Tests;

/// <summary>A store that does what a test says before each write: to hold it, or to be a process that dies there.</summary>
internal sealed class ScriptedStore(IDocumentStore inner) : IDocumentStore
{
    public Func<DocumentWrite, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often each document was read: a grain reads its own when it is activated.</summary>
    public ConcurrentDictionary<DocumentKey, int> Reads { get; } = new();

    public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default)
    {
        Reads.AddOrUpdate(key, 1, (_, n) => n + 1);
        return inner.Read(key, cancellation);
    }

    public IAsyncEnumerable<Document> List(string type, string state, CancellationToken cancellation = default) => inner.List(type, state, cancellation);

    public async ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default)
    {
        await BeforeWrite(write);
        return await inner.Write(write, priority, cancellation);
    }

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => inner.ActiveOfMember(member, cancellation);

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => inner.ActiveOfOperator(@operator, cancellation);

    public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => inner.ActiveOfShard(shard, cancellation);

    public IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default) => inner.Ledger(type, key, cancellation);
}
