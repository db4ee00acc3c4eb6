using Controller.Log;
using Controller.Orders;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.Logging;

namespace Controller.Signaling;

/// <summary>
/// Carries reports to the orchestrator until it has taken them: the newest of each engagement, one at a time, engagements beside each other.
/// However long the orchestrator is away, nothing here ends a mitigation.
/// </summary>
/// <param name="send">Sends one report under its number.</param>
internal sealed partial class Reporter(
    Func<OrderReport, long, CancellationToken, Task<Delivery>> send,
    ReportNumbers numbers,
    OrderLog log,
    TimeProvider time,
    ILogger<Reporter> logger) : IOrderReports, IAsyncDisposable
{
    private const int AtOnce = 8;
    private static readonly RetryPolicy Retries = new() { First = TimeSpan.FromSeconds(1), Cap = TimeSpan.FromSeconds(15) };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Slot> _slots = [];
    private readonly SemaphoreSlim _lanes = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _closing = new();

    public void Send(OrderReport report)
    {
        lock (_lock)
        {
            if (_closing.IsCancellationRequested)
                return;
            if (_slots.TryGetValue(report.Order.Engagement, out var slot))
            {
                slot.Next = report;
                slot.Newer.TrySetResult();
            }
            else
            {
                _slots[report.Order.Engagement] = slot = new() { Next = report };
                slot.Work = Deliver(slot, report.Order.Engagement);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] work;
        lock (_lock)
        {
            _closing.Cancel();
            work = [.. _slots.Values.Select(s => s.Work)];
        }

        await Task.WhenAll(work);
    }

    private async Task Deliver(Slot slot, string engagement)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (Take(slot, engagement) is { } report)
                await DeliverOne(slot, report);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The next process reports afresh what is stored.
        }
    }

    private OrderReport? Take(Slot slot, string engagement)
    {
        lock (_lock)
        {
            var report = slot.Next;
            slot.Next = null;
            slot.Newer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (report is null)
                _slots.Remove(engagement);
            return report;
        }
    }

    private async Task DeliverOne(Slot slot, OrderReport report)
    {
        long? number = null;
        for (var failures = 1; ; failures++)
        {
            Delivery delivery;
            await _lanes.WaitAsync(_closing.Token);
            try
            {
                number ??= await numbers.Next();
                delivery = await send(report, number.Value, _closing.Token);
            }
            catch (Exception e) when (OrderBook.IsStoreFailure(e))
            {
                delivery = new(false, false, $"the report's number could not be stored: {e.Message}", null);
            }
            finally
            {
                _lanes.Release();
            }

            if (delivery.Taken)
                return;
            ControllerMetrics.SendFailures.Add(1);
            if (failures == 1)
                log.ReportFailed(report.Order, delivery.Detail);
            if (delivery.Permanent)
            {
                LogRefused(logger, report.Order.Engagement, report.Order.Revision, delivery.Detail);
                return;
            }

            if (report.Order.Phase == OrderPhase.Over && time.GetUtcNow() > report.Order.RememberUntil)
                return;
            var pause = Retries.Pause(failures, Random.Shared, delivery.RetryAfter)!.Value;
            LogFailed(logger, report.Order.Engagement, report.Order.Revision, failures, delivery.Detail, pause.TotalSeconds);
            if (await NewerComes(slot, pause, report))
                return;
        }
    }

    /// <summary>Waits; a change of state does not wait behind counters that could not be delivered, but for its own first pause.</summary>
    private async Task<bool> NewerComes(Slot slot, TimeSpan pause, OrderReport report)
    {
        var over = Task.Delay(pause, time, _closing.Token);
        var changed = await Task.WhenAny(over, slot.Newer.Task) != over && slot.Next is { } next && next.Order != report.Order;
        if (!changed)
            await over;
        return slot.Next is not null;
    }

    private sealed class Slot
    {
        public OrderReport? Next { get; set; }

        public TaskCompletionSource Newer { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
