using System.Collections.Immutable;
using System.Text;
using Support;

namespace Storage.Tests;

/// <summary>What every store of documents and events must do; each provider's tests derive from it.</summary>
public abstract class DocumentStoreTests : IAsyncLifetime
{
    private static readonly DocumentKey Life = new("mitigation", "life", "op1/alert/1");

    private IDocumentStore? _store;

    protected ManualTime Time { get; } = new();

    protected IDocumentStore Store => _store ?? throw new InvalidOperationException("the store is not open");

    /// <summary>Opens the store, again if need be, on the same data.</summary>
    protected abstract Task<IDocumentStore> Open();

    protected abstract Task Close(IDocumentStore store);

    /// <summary>Does what the provider does from time to time to forget what need not be kept.</summary>
    protected abstract Task Tidy();

    public async Task InitializeAsync() => _store = await Open();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
            await Close(_store);
    }

    private async Task Reopen()
    {
        await Close(Store);
        _store = await Open();
    }

    [Fact]
    public async Task Document_that_was_never_written_is_null()
    {
        Assert.Null(await Store.Read(Life));
        Assert.Empty(await All(Store.List("mitigation", "life")));
        Assert.Empty(await All(Store.Ledger("mitigation", "op1/alert/1")));
    }

    [Fact]
    public async Task Written_document_is_read_back_with_its_version()
    {
        var version = await Store.Write(Given.Write(Life, "{\"schemaVersion\":1}"));

        var document = await Store.Read(Life);

        Assert.Equal((Life, "{\"schemaVersion\":1}", version), (document!.Key, Given.Text(document.Content), document.Version));
    }

    [Fact]
    public async Task Every_write_gives_another_version()
    {
        var first = await Store.Write(Given.Write(Life, "1"));
        var second = await Store.Write(Given.Write(Life, "1") with { Expected = first });

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Written_document_survives_a_restart_with_its_version()
    {
        var version = await Store.Write(Given.Write(Life, "one"));
        await Reopen();

        Assert.Equal(version, (await Store.Read(Life))!.Version);
        await Store.Write(Given.Write(Life, "two") with { Expected = version });
        await Reopen();

        Assert.Equal("two", Given.Text((await Store.Read(Life))!.Content));
    }

    [Fact]
    public async Task First_write_of_a_document_that_exists_conflicts()
    {
        var version = await Store.Write(Given.Write(Life, "one"));

        await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.Write(Given.Write(Life, "two")));

        Assert.Equal(("one", version), (Given.Text((await Store.Read(Life))!.Content), (await Store.Read(Life))!.Version));
    }

    [Fact]
    public async Task Write_that_expects_a_document_that_is_not_there_conflicts()
    {
        var version = await Store.Write(Given.Write(Life, "one"));
        var other = Life with { Key = "other" };

        await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.Write(Given.Write(other, "two") with { Expected = version }));

        Assert.Null(await Store.Read(other));
    }

    [Fact]
    public async Task Write_that_expects_a_replaced_version_conflicts_and_changes_nothing()
    {
        var first = await Store.Write(Given.Write(Life, "one") with { Active = Given.Row("k", "op1") });
        await Store.Write(Given.Write(Life, "two") with { Expected = first, Events = [Given.Event("second")], Active = Given.Row("k", "op2") });

        await Assert.ThrowsAsync<VersionConflictException>(async () =>
            await Store.Write(Given.Write(Life, "three") with { Expected = first, Events = [Given.Event("third")], Active = Given.Row("k", "op3") }));

        Assert.Equal("two", Given.Text((await Store.Read(Life))!.Content));
        Assert.Equal(["second"], (await All(Store.Ledger(Life.Type, Life.Key))).Select(e => e.Event.Kind));
        Assert.Empty(await Store.ActiveOfMember("op3"));
        Assert.Single(await Store.ActiveOfMember("op2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task Version_that_no_store_gave_conflicts(string version)
    {
        await Store.Write(Given.Write(Life, "one"));

        await Assert.ThrowsAsync<VersionConflictException>(async () => await Store.Write(Given.Write(Life, "two") with { Expected = version }));
    }

    [Fact]
    public async Task One_of_many_concurrent_first_writes_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Given.Outcome(Store.Write(Given.Write(Life, $"{i}") with { Events = [Given.Event("won")] })))));

        Assert.Single(results, r => r is null);
        Assert.All(results.OfType<Exception>(), e => Assert.IsType<VersionConflictException>(e));
        Assert.Single(await All(Store.Ledger(Life.Type, Life.Key)));
    }

    [Fact]
    public async Task Concurrent_writes_of_different_documents_all_take_effect()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.Write(Given.Write(Life with { Key = $"{i}" }, $"content {i}") with { Events = [Given.Event("written")] }).AsTask()));
        await Reopen();

        var documents = await All(Store.List("mitigation", "life"));
        Assert.Equal(200, documents.Count);
        Assert.All(documents, d => Assert.Equal($"content {d.Key.Key}", Given.Text(d.Content)));
    }

    [Fact]
    public async Task List_gives_documents_of_the_type_and_state_only()
    {
        await Store.Write(Given.Write(new DocumentKey("a", "s", "1"), "1"));
        await Store.Write(Given.Write(new DocumentKey("a", "s", "2"), "2"));
        await Store.Write(Given.Write(new DocumentKey("a", "t", "3"), "3"));
        await Store.Write(Given.Write(new DocumentKey("b", "s", "4"), "4"));

        Assert.Equal(["1", "2"], (await All(Store.List("a", "s"))).Select(d => d.Key.Key).Order());
    }

    [Theory]
    [InlineData("with/slashes/and spaces")]
    [InlineData("Ünïcødé 漢字 \U0001F6E1")]
    [InlineData("quotes'\"\\;--")]
    [InlineData("CASE")]
    public async Task Keys_are_taken_as_they_are(string key)
    {
        await Store.Write(Given.Write(Life with { Key = key }, key) with { Events = [Given.Event("e")] });
        await Reopen();

        Assert.Equal(key, Given.Text((await Store.Read(Life with { Key = key }))!.Content));
        Assert.Equal($"mitigation/{key}", Assert.Single(await All(Store.Ledger("mitigation", key))).Stream);
        Assert.Null(await Store.Read(Life with { Key = key.ToLowerInvariant() + "x" }));
    }

    [Fact]
    public async Task Type_or_state_with_a_slash_is_the_callers_mistake()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.Write(Given.Write(new DocumentKey("a/b", "s", "k"), "")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.Write(Given.Write(new DocumentKey("a", "s/t", "k"), "")));
    }

    [Fact]
    public async Task Large_document_is_stored_whole()
    {
        var content = new byte[5 << 20];
        new Random(1).NextBytes(content);
        await Store.Write(new DocumentWrite(Life, content));
        await Reopen();

        Assert.True((await Store.Read(Life))!.Content.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task Write_cancelled_before_it_started_changes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Store.Write(Given.Write(Life, "one"), cancellation: new CancellationToken(canceled: true)));

        Assert.Null(await Store.Read(Life));
    }

    [Fact]
    public async Task Ledger_gives_a_streams_events_in_order_with_an_unbroken_chain()
    {
        var version = await Store.Write(Given.Write(Life, "1") with { Events = [Given.Event("a"), Given.Event("b")] });
        await Reopen();
        await Store.Write(Given.Write(Life, "2") with { Expected = version, Events = [Given.Event("c")] });
        await Tidy();
        await Store.Write(Given.Write(Life with { State = "other" }, "3") with { Events = [Given.Event("d")] });
        await Reopen();
        await Store.Write(Given.Write(Life with { State = "third" }, "4") with { Events = [Given.Event("e")] });

        var entries = await All(Store.Ledger(Life.Type, Life.Key));

        Assert.Equal(["a", "b", "c", "d", "e"], entries.Select(e => e.Event.Kind));
        Assert.Equal([1, 2, 3, 4, 5], entries.Select(e => e.Number));
        Given.AssertChain(entries);
    }

    [Fact]
    public async Task Ledger_event_comes_back_as_it_was_written()
    {
        var at = new DateTimeOffset(2026, 11, 20, 3, 7, 27, 123, 456, TimeSpan.FromHours(2));
        await Store.Write(Given.Write(Life, "1") with { Events = [new LedgerEvent(at, "Ünusual", Encoding.UTF8.GetBytes("{\"who\":\"op1\"}"))] });
        await Reopen();

        var entry = Assert.Single(await All(Store.Ledger(Life.Type, Life.Key)));

        Assert.Equal((at.ToUniversalTime(), "Ünusual", "{\"who\":\"op1\"}"), (entry.Event.At, entry.Event.Kind, Given.Text(entry.Event.Content)));
        Assert.Equal("mitigation/op1/alert/1", entry.Stream);
    }

    [Fact]
    public async Task Streams_have_chains_of_their_own()
    {
        await Store.Write(Given.Write(Life, "1") with { Events = [Given.Event("a")] });
        await Store.Write(Given.Write(Life with { Key = "2" }, "1") with { Events = [Given.Event("a")] });

        Given.AssertChain(await All(Store.Ledger(Life.Type, Life.Key)));
        Given.AssertChain(await All(Store.Ledger(Life.Type, "2")));
    }

    [Fact]
    public async Task Active_mitigations_are_found_by_member_operator_and_shard()
    {
        await Store.Write(Given.Write(Life with { Key = "1" }, "1") with { Active = Given.Row("1", "op1", shard: 3, "op2", "op3") });
        await Store.Write(Given.Write(Life with { Key = "2" }, "1") with { Active = Given.Row("2", "op1", shard: 4, "op3") });
        await Reopen();

        Assert.Equal(["1", "2"], (await Store.ActiveOfMember("op1")).Select(a => a.Key).Order());
        Assert.Equal(["1"], (await Store.ActiveOfOperator("op2")).Select(a => a.Key));
        Assert.Equal(["1", "2"], (await Store.ActiveOfOperator("op3")).Select(a => a.Key).Order());
        Assert.Equal(["2"], (await Store.ActiveOfShard(4)).Select(a => a.Key));
        Assert.Empty(await Store.ActiveOfShard(5));
        var row = Assert.Single(await Store.ActiveOfShard(3));
        Assert.Equal(Given.Row("1", "op1", 3, "op2", "op3").End, row.End);
        Assert.Equal(["192.0.2.0/24"], row.Targets.AsEnumerable());
    }

    [Fact]
    public async Task Active_row_is_that_of_the_last_write()
    {
        var version = await Store.Write(Given.Write(Life, "1") with { Active = Given.Row("1", "op1", 3, "op2") });
        version = await Store.Write(Given.Write(Life, "2") with { Expected = version, Active = Given.Row("1", "op1", 3, "op2", "op4") });
        Assert.Single(await Store.ActiveOfOperator("op4"));

        await Store.Write(Given.Write(Life, "3") with { Expected = version });

        Assert.Empty(await Store.ActiveOfMember("op1"));
        Assert.Empty(await Store.ActiveOfOperator("op4"));
        await Reopen();
        Assert.Empty(await Store.ActiveOfShard(3));
    }

    [Fact]
    public async Task Document_past_its_time_is_forgotten_and_its_ledger_is_not()
    {
        var soon = Time.GetUtcNow().AddMinutes(5);
        await Store.Write(Given.Write(Life with { Key = "old" }, "1") with { KeepUntil = soon, Events = [Given.Event("a")] });
        await Store.Write(Given.Write(Life with { Key = "active" }, "1") with { KeepUntil = soon, Active = Given.Row("active", "op1") });
        await Store.Write(Given.Write(Life with { Key = "later" }, "1") with { KeepUntil = soon.AddHours(1) });
        await Store.Write(Given.Write(Life with { Key = "ever" }, "1"));

        await Tidy();
        Assert.Equal(4, (await All(Store.List("mitigation", "life"))).Count);
        Time.Advance(TimeSpan.FromMinutes(6));
        await Tidy();

        Assert.Equal(["active", "ever", "later"], (await All(Store.List("mitigation", "life"))).Select(d => d.Key.Key).Order());
        await Reopen();
        Assert.Null(await Store.Read(Life with { Key = "old" }));
        await Store.Write(Given.Write(Life with { Key = "old" }, "2") with { Events = [Given.Event("b")] });
        Given.AssertChain(await All(Store.Ledger("mitigation", "old")), count: 2);
    }

    protected static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
