using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Controller.Mitigators;

/// <summary>Changes no network: writes into the log what it would do (Mitigator:Kind log). For trying the controller out, and for networks where people act on the log.</summary>
internal sealed partial class LogMitigator(ILogger<LogMitigator> log) : IMitigator
{
    private readonly ConcurrentDictionary<string, int> _held = new();

    public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation)
    {
        _held[order.Engagement] = order.Revision;
        LogApply(order.Engagement, order.Revision, order.Terms.Treatment, order.Terms.Match, order.NotAfter);
        return Task.FromResult(MitigatorAnswer.Active);
    }

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation)
    {
        if (_held.TryRemove(order.Engagement, out _))
            LogWithdraw(order.Engagement);
        return Task.FromResult(MitigatorAnswer.Ended);
    }

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) =>
        Task.FromResult(_held.TryGetValue(order.Engagement, out var revision) && revision == order.Revision ? MitigatorAnswer.Active : MitigatorAnswer.Ended);
}
