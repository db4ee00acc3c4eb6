using System.Threading.Channels;
using Controller.Log;
using Controller.Orders;
using Controller.Signaling;
using Controller.Tests.Fakes;
using Controller.Tests.Orders;
using Dots.Mechanism;
using Support;

namespace Controller.Tests.Signaling;

public sealed class ReporterTests : IAsyncDisposable
{
    private static readonly Delivery Away = new(false, false, "connection refused", null);

    private readonly ManualTime _time = new(Given.Now);
    private readonly TempFolder _folder = new();
    private readonly Channel<(OrderReport Report, long Number, TaskCompletionSource<Delivery> Answer)> _sent = Channel.CreateUnbounded<(OrderReport, long, TaskCompletionSource<Delivery>)>();
    private readonly RecordedLog<Reporter> _log = new();
    private readonly OrderLog _orders;
    private readonly Reporter _reporter;

    public ReporterTests()
    {
        _orders = new(_folder.File("op2.jsonl"), _time);
        var numbers = ReportNumbers.Open(new MemoryStore(), _time).Result;
        _reporter = new(
            (report, number, stop) =>
            {
                var answer = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
                _sent.Writer.TryWrite((report, number, answer));
                return answer.Task.WaitAsync(stop);
            },
            numbers, _orders, _time, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _reporter.DisposeAsync();
        _orders.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Report_is_repeated_under_its_number_until_it_is_taken()
    {
        _reporter.Send(Report(Given.Accepted));

        var (_, number, answer) = await Next();
        answer.SetResult(Away);
        while (!_sent.Reader.TryPeek(out _))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var again = await Next();
        again.Answer.SetResult(Delivery.Done);

        Assert.Equal(number, again.Number);
    }

    [Fact]
    public async Task Change_overtakes_what_could_not_be_delivered()
    {
        _reporter.Send(Report(Given.Accepted));
        (await Next()).Answer.SetResult(Away);
        await Logged(1);
        _reporter.Send(Report(Given.Active));

        var next = await Next();
        next.Answer.SetResult(Delivery.Done);

        Assert.Equal(EngagementReportState.Active, next.Report.Order.Reported);
    }

    [Fact]
    public async Task Only_the_newest_report_waits()
    {
        _reporter.Send(Report(Given.Accepted));
        var first = await Next();
        _reporter.Send(Report(Given.Active));
        _reporter.Send(Report(Given.Ended));
        first.Answer.SetResult(Delivery.Done);

        var second = await Next();
        second.Answer.SetResult(Delivery.Done);

        Assert.Equal(EngagementReportState.Ended, second.Report.Order.Reported);
        Assert.True(second.Number > first.Number);
    }

    [Fact]
    public async Task Report_that_is_refused_for_good_is_not_repeated()
    {
        _reporter.Send(Report(Given.Accepted));
        (await Next()).Answer.SetResult(new(false, true, "403 not asked", null));
        await Logged(1);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(_sent.Reader.TryPeek(out _));
        Assert.Equal(3302, _log.Entries.Single().Id.Id);
    }

    [Fact]
    public async Task Numbers_grow_over_restarts_even_when_the_clock_went_back()
    {
        var store = new MemoryStore();
        var before = await ReportNumbers.Open(store, _time);
        var (first, second) = (await before.Next(), await before.Next());

        var after = await ReportNumbers.Open(store, new ManualTime(Given.Now.AddDays(-1)));
        var third = await after.Next();

        Assert.True(first < second && second < third, $"{first} {second} {third}");
        Assert.Equal(2, store.Writes.Count);
    }

    private static OrderReport Report(HeldOrder order) => new(order, null, null, null);

    private async Task<(OrderReport Report, long Number, TaskCompletionSource<Delivery> Answer)> Next() =>
        await _sent.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    private async Task Logged(int count)
    {
        while (_log.Entries.Count < count)
            await Task.Yield();
    }
}
