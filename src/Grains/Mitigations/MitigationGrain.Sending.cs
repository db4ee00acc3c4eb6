using Grains.Operators;
using Grains.Planning;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>Lets happen what the committed state asks for. Never waits for a controller.</content>
public sealed partial class MitigationGrain
{
    private async Task Plan(int scope, HelpRequest request)
    {
        var consortium = _consortium.Current;
        PlanOutcome outcome;
        try
        {
            using var span = Trace.Source.StartActivity("mitigation.plan");
            outcome = await Task.Run(() => _planner.Plan(_key.Member, request, consortium, _time.GetUtcNow()));
        }
        catch (Exception failure)
        {
            // The next drive plans again; meanwhile standing orders stay.
            LogPlanFailed(_key, scope, failure);
            _planning = 0;
            return;
        }

        await this.AsReference<IMitigationGrain>().Planned(scope, outcome);
    }

    private void Send(SendOrder send)
    {
        var engagement = send.Engagement;
        var now = _time.GetUtcNow();

        // The operator's grain retries; sending again is only a pull for an answer that got lost on the way here.
        if (_sent.TryGetValue(engagement.Operator, out var sent) && sent.Revision == engagement.Revision && now - sent.At < PullEvery)
            return;
        _sent[engagement.Operator] = (engagement.Revision, now);
        var order = Orders.For(_key, _shell.Committed, engagement);
        Deliver(engagement.Operator, order).LoggedBy(_log, "handing over", order.Engagement);
    }

    private async Task Deliver(string @operator, Order order)
    {
        using var span = Trace.Source.StartActivity(order.Withdraw ? "order.withdraw" : "order.send");
        if (await GrainFactory.GetGrain<IOperatorGrain>(@operator).Deliver(order) is { } known)
            await this.AsReference<IMitigationGrain>().Heard(@operator, known);
    }
}
