using System.Text.Json;
using Controller.Log;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Storage;
using Support;

namespace Controller.Tests.Orders;

/// <summary>A controller's orders over their whole life: store, mitigator, clock, restarts. Only socket and policy are missing.</summary>
public abstract class OrderBookScenario : IAsyncDisposable
{
    private protected readonly ManualTime _time = new(Given.Now);
    private protected readonly MemoryStore _store = new();
    private protected readonly ScriptedMitigator _mitigator = new();
    private protected readonly TempFolder _folder = new();
    private protected RecordedReports _reports = new();
    private protected OrderLog _log = null!;
    private protected RuleQuota _quota = null!;
    private protected OrderBook _book = null!;

    private protected OrderBookScenario() => Open();

    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync();
        _log.Dispose();
        _folder.Dispose();
    }

    private protected void Open()
    {
        _reports = new();
        _log = new OrderLog(_folder.File("op2.jsonl"), _time);
        _quota = new();
        _book = new(new(_store, _mitigator, _reports, _log, _quota, _time, new RecordedLog<OrderBook>()));
    }

    private protected async Task Restart(Action? whileDown = null)
    {
        await _book.DisposeAsync();
        _log.Dispose();
        whileDown?.Invoke();
        Open();
        await _book.Start(default);
    }

    private protected Task<(HeldOrder Held, Storage.Shells.Refusal? Refusal)> Order(int revision, OrderTerms? terms = null, DateTimeOffset? end = null) =>
        _book.Receive(new(Given.Engagement, Given.Alert, revision, end ?? Given.End), () => new Verdict.Accept(terms ?? Given.Terms));

    private protected Task<(HeldOrder Held, Storage.Shells.Refusal? Refusal)> Needs(int revision) =>
        _book.Receive(new(Given.Engagement, Given.Alert, revision, Given.End), () => new Verdict.Accept(Given.Terms, "policy"));

    private protected Task<(HeldOrder Held, Storage.Shells.Refusal? Refusal)> OrderOf(string engagement, string alert, int revision = 1) =>
        _book.Receive(new(engagement, alert, revision, Given.End), () => new Verdict.Accept(Given.Terms));

    private protected async Task<(Stop? Stop, int Ended, int Left)> Stop(string target)
    {
        // Real time, for a test that hangs to end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _book.StopThese(target, "alice", patience.Token);
    }

    private protected Task<(HeldOrder Held, Storage.Shells.Refusal? Refusal)> Withdraw(int revision)
    {
        // Real time, for a test that hangs to end.
        var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return _book.Withdraw(Given.Engagement, Given.Alert, revision, patience.Token);
    }

    private protected async Task Active()
    {
        await Order(1);
        await _reports.Next(EngagementReportState.Active);
    }

    private protected async Task Pass(TimeSpan time)
    {
        await _book.Settle();
        _time.Advance(time);
        await _book.Tick();
        await _book.Settle();
    }

    private protected async Task PassUntil(EngagementReportState state)
    {
        while (true)
        {
            while (_reports.HasMore)
                if ((await _reports.Next()).Order.Reported == state)
                    return;
            await Pass(TimeSpan.FromSeconds(1));
        }
    }

    private protected static string JsonOf(DocumentWrite write) => System.Text.Encoding.UTF8.GetString(write.Content.Span);

    private protected JsonElement LastLine() => Lines().Last();

    private protected IEnumerable<JsonElement> Lines()
    {
        using var reader = new StreamReader(new FileStream(_folder.File("op2.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];
    }
}
