using System.Threading.Channels;
using Controller.Orders;
using Dots.Mechanism;

namespace Controller.Tests.Fakes;

/// <summary>Takes reports for a test to look at, in order.</summary>
internal sealed class RecordedReports : IOrderReports
{
    private readonly Channel<OrderReport> _reports = Channel.CreateUnbounded<OrderReport>();

    public void Send(OrderReport report) => _reports.Writer.TryWrite(report);

    public async Task<OrderReport> Next() => await _reports.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public async Task<OrderReport> Next(EngagementReportState state)
    {
        while (true)
            if (await Next() is var report && report.Order.Reported == state)
                return report;
    }

    public bool HasMore => _reports.Reader.TryPeek(out _);
}
