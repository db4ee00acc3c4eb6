using Controller.Log;
using Controller.Mitigators;
using Microsoft.Extensions.Logging;
using Storage;

namespace Controller.Orders;

/// <summary>What every order's keeper works with.</summary>
internal sealed record OrderBookParts(
    IDocumentStore Store,
    IMitigator Mitigator,
    IOrderReports Reports,
    OrderLog Log,
    RuleQuota Quota,
    TimeProvider Time,
    ILogger<OrderBook> Logger)
{
    /// <summary>Between two readings of an active filter's counters, each of which is reported.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A filter that matched nothing for so long is let go (design, section 3).</summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromMinutes(10);

    public MitigatorLanes Lanes { get; } = new();

    /// <summary>A call to the mitigator that takes longer has failed. Above the command's own limit, which can name its cause better.</summary>
    public TimeSpan MitigatorLimit { get; init; } = TimeSpan.FromSeconds(15);
}
