using Grains.Operators;
using Grains.Planning;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>Lets happen what the committed state asks for. Never waits for a controller.</content>
public sealed partial class MitigationGrain
{
    private async Task Plan(MakePlan wanted, HelpRequest request)
    {
        var consortium = _consortium.Current;
        PlanOutcome outcome;
        try
        {
            using var span = Trace.Source.StartActivity("mitigation.plan");
            outcome = await Task.Run(() => _planner.Plan(_key.Member, request, wanted.Except, consortium, _time.GetUtcNow()));
        }
        catch (Exception failure)
        {
            // The next drive plans again; meanwhile standing orders stay.
            LogPlanFailed(_key, wanted.Scope, failure);
            _planning = null;
            return;
        }

        await this.AsReference<IMitigationGrain>().Planned(wanted.Scope, wanted.Wave, outcome);
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

    private void TellEngaged(OperatorNotice notice)
    {
        foreach (var engagement in _shell.Committed.Engagements.Values.Where(e => e.Stands))
            Tell(engagement.Operator, notice);
    }

    private void Tell(string @operator, OperatorNotice notice) =>
        GrainFactory.GetGrain<IOperatorGrain>(@operator).Tell(notice).LoggedBy(_log, "telling", @operator);

    private async Task Deliver(string @operator, Order order)
    {
        using var span = Trace.Source.StartActivity(order.Withdraw ? "order.withdraw" : "order.send");
        if (await GrainFactory.GetGrain<IOperatorGrain>(@operator).Deliver(order) is { } known)
            await this.AsReference<IMitigationGrain>().Heard(@operator, known);
    }
}
