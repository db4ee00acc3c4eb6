using Controller.Log;
using Controller.Orders;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Microsoft.Extensions.Logging.Abstractions;
using Storage.Journal;
using Support;

namespace Controller.Tests.Orders;

/// <summary>Orders in the journal they are kept in.</summary>
public sealed class OrderBookJournalTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(Given.Now);
    private readonly ScriptedMitigator _mitigator = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Orders_survive_a_restart_with_everything_they_know()
    {
        HeldOrder active, withdrawn;
        await using (var first = await Process.Start(this))
        {
            await first.Book.Receive(new(Given.Engagement, Given.Alert, 1, Given.End), () => new Verdict.Accept(Given.Terms));
            await first.Book.Withdraw("other/op2", "a2", 5, default);
            await first.Book.Settle();
            active = first.Book.OfAlert(Given.Alert)!;
            withdrawn = first.Book.OfAlert("a2")!;
        }

        await using var second = await Process.Start(this);

        Assert.Equal((OrderPhase.Active, active), (active.Phase, second.Book.OfAlert(Given.Alert)));
        Assert.Equal((OrderPhase.Over, withdrawn), (withdrawn.Phase, second.Book.OfAlert("a2")));
        Assert.Equal(1, _mitigator.Count("apply"));
        Assert.Equal(EngagementReportState.Ended, (await second.Book.Receive(new("other/op2", "a2", 4, Given.End), () => new Verdict.Accept(Given.Terms))).Held.Reported);
    }

    [Fact]
    public async Task Every_step_of_an_order_stands_in_the_ledger()
    {
        await using var process = await Process.Start(this);
        await process.Book.Receive(new(Given.Engagement, Given.Alert, 1, Given.End), () => new Verdict.Accept(Given.Terms));
        await process.Book.Settle();
        await process.Book.Withdraw(Given.Engagement, Given.Alert, 2, default);

        List<string> kinds = [];
        await foreach (var entry in process.Store.Ledger(OrderStore.Type, Given.Engagement))
            kinds.Add(entry.Event.Kind);

        Assert.Equal(["accepted", "applied", "withdrawn", "ended"], kinds);
    }

    private sealed record Process(JournalStore Store, OrderLog Log, OrderBook Book) : IAsyncDisposable
    {
        public static async Task<Process> Start(OrderBookJournalTests test)
        {
            var store = await JournalStore.Open(new() { Directory = test._folder.File("journal"), ReserveBytes = 64 << 10 }, test._time, NullLogger.Instance);
            var log = new OrderLog(test._folder.File("op2.jsonl"), test._time);
            var book = new OrderBook(new(store, test._mitigator, new RecordedReports(), log, new(), test._time, new RecordedLog<OrderBook>()));
            await book.Start(default);
            await book.Settle();
            return new(store, log, book);
        }

        public async ValueTask DisposeAsync()
        {
            await Book.DisposeAsync();
            Log.Dispose();
            await Store.DisposeAsync();
        }
    }
}
