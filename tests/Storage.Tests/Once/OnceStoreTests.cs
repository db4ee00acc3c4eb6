using Microsoft.Extensions.Logging.Abstractions;
using Storage.Journal;
using Storage.Once;
using Support;

namespace Storage.Tests.Once;

/// <summary>Values that are good once, over restarts too.</summary>
public sealed class OnceStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private DateTimeOffset InAMinute => _time.GetUtcNow().AddMinutes(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Value_is_new_once_until_its_end()
    {
        await using var journal = await Open();
        var once = await OnceStore.Open(journal, "nonce", _time);

        Assert.True(await once.TryUse("a", InAMinute));
        Assert.False(await once.TryUse("a", InAMinute));
        Assert.True(await once.TryUse("b", InAMinute));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await once.TryUse("a", InAMinute));
    }

    [Fact]
    public async Task Of_many_uses_at_the_same_time_one_is_the_first()
    {
        await using var journal = await Open();
        var once = await OnceStore.Open(journal, "nonce", _time);

        var firsts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await once.TryUse($"{i % 50}", InAMinute))));

        Assert.Equal(50, firsts.Count(f => f));
    }

    [Fact]
    public async Task Restart_forgets_nothing_that_has_not_ended()
    {
        await using (var journal = await Open())
        {
            var once = await OnceStore.Open(journal, "nonce", _time);
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => once.TryUse($"{i}", InAMinute).AsTask()));
        }

        await using var again = await Open();
        var reopened = await OnceStore.Open(again, "nonce", _time);
        for (var i = 0; i < 300; i++)
            Assert.False(await reopened.TryUse($"{i}", InAMinute));
        Assert.True(await reopened.TryUse("new", InAMinute));
        _time.Advance(TimeSpan.FromSeconds(62));
        Assert.True(await reopened.TryUse("7", InAMinute));
    }

    [Fact]
    public async Task Uses_that_come_together_share_writes()
    {
        await using var journal = await Open();
        var once = await OnceStore.Open(journal, "nonce", _time);
        var before = journal.Statistics;

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => once.TryUse($"{i}", InAMinute).AsTask()));

        Assert.InRange(journal.Statistics.Frames - before.Frames, 1, 200);
    }

    [Fact]
    public async Task Documents_follow_the_rate_and_not_the_time()
    {
        await using var journal = await Open();
        var once = await OnceStore.Open(journal, "nonce", _time);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(await once.TryUse($"{i}", InAMinute));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(await Documents(journal), 1, 8);
        await journal.Compact();
        for (var i = 0; i < 20; i++)
        {
            // The store may have forgotten the documents that had ended.
            _time.Advance(TimeSpan.FromMinutes(10));
            await journal.Compact();
            Assert.True(await once.TryUse($"later {i}", InAMinute));
        }
    }

    [Fact]
    public async Task More_than_may_be_remembered_are_refused_until_some_have_ended()
    {
        await using var journal = await Open();
        var once = await OnceStore.Open(journal, "nonce", _time, most: 3);
        for (var i = 0; i < 3; i++)
            Assert.True(await once.TryUse($"{i}", InAMinute));

        await Assert.ThrowsAsync<StoreFullException>(() => once.TryUse("fourth", InAMinute).AsTask());
        Assert.False(await once.TryUse("2", InAMinute));
        _time.Advance(TimeSpan.FromSeconds(75));
        Assert.True(await once.TryUse("fourth", InAMinute));
    }

    [Fact]
    public async Task Failed_write_makes_no_value_good_again()
    {
        var store = new FailingStore(await Open());
        await using var journal = store.Inner;
        var once = await OnceStore.Open(store, "nonce", _time);
        store.Fails = true;
        await Assert.ThrowsAsync<WriteOutcomeUnknownException>(() => once.TryUse("a", InAMinute).AsTask());

        store.Fails = false;
        Assert.False(await once.TryUse("a", InAMinute));
        Assert.True(await once.TryUse("b", InAMinute));
    }

    private static async Task<int> Documents(JournalStore journal)
    {
        var count = 0;
        await foreach (var _ in journal.List("nonce", "slot"))
            count++;
        return count;
    }

    private Task<JournalStore> Open() => JournalStore.Open(new JournalOptions { Directory = _folder.Path }, _time, NullLogger.Instance);

    private sealed class FailingStore(JournalStore inner) : IDocumentStore
    {
        public JournalStore Inner => inner;

        public bool Fails { get; set; }

        public ValueTask<Document?> Read(DocumentKey key, CancellationToken cancellation = default) => inner.Read(key, cancellation);

        public IAsyncEnumerable<Document> List(string type, string state, CancellationToken cancellation = default) => inner.List(type, state, cancellation);

        public ValueTask<string> Write(DocumentWrite write, WritePriority priority = WritePriority.Normal, CancellationToken cancellation = default) =>
            Fails ? throw new WriteOutcomeUnknownException("nobody knows") : inner.Write(write, priority, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfMember(string member, CancellationToken cancellation = default) => inner.ActiveOfMember(member, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfOperator(string @operator, CancellationToken cancellation = default) => inner.ActiveOfOperator(@operator, cancellation);

        public ValueTask<IReadOnlyList<ActiveMitigation>> ActiveOfShard(int shard, CancellationToken cancellation = default) => inner.ActiveOfShard(shard, cancellation);

        public IAsyncEnumerable<LedgerEntry> Ledger(string type, string key, CancellationToken cancellation = default) => inner.Ledger(type, key, cancellation);
    }
}
