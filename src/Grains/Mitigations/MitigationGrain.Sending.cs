using System.Collections.Immutable;
using Grains.Consortium;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;
using Storage.Shells;

namespace Grains.Mitigations;

/// <content>Lets happen what the committed state asks for. Never waits for a controller.</content>
public sealed partial class MitigationGrain
{
    /// <summary>What operators were asked is not asked again within this time only to plan for everybody anew.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(60);

    /// <summary>Where room is short at other operators each time, that is ordered which the last plan made of it.</summary>
    private const int MostPlans = 5;

    private static readonly TimeSpan ReserveWithin = TimeSpan.FromSeconds(5);

    private async Task Plan(MakePlan wanted, HelpRequest request)
    {
        PlanOutcome outcome;
        try
        {
            var sightings = await Look(wanted, request, _consortium.Current);
            using var span = Trace.Source.StartActivity("mitigation.plan");
            var question = PlanQuestions.Of(_key, _shell.Committed, wanted, request, sightings, _time.GetUtcNow());
            // Asking, and the turn to plan, may take seconds: by the members of then, not of before.
            outcome = await _turns.Run(_key.Member, () => _planner.Plan(question, _consortium.Current, _time.GetUtcNow()));
            var unreached = new HashSet<string>(StringComparer.Ordinal);
            for (var round = 0; await Reserve(wanted, outcome, question, unreached) is { IsEmpty: false } rooms && round < MostPlans; round++)
            {
                question = question with { Rooms = question.Rooms.SetItems(rooms) };
                outcome = await _turns.Run(_key.Member, () => _planner.Plan(question, _consortium.Current, _time.GetUtcNow()));
            }
        }
        catch (Exception failure)
        {
            // The next drive plans again; meanwhile standing orders stay.
            LogPlanFailed(_key, wanted.Scope, failure);
            NoLongerPlanning(wanted.Scope, wanted.Wave);
            return;
        }

        await this.AsReference<IMitigationGrain>().Planned(wanted.Scope, wanted.Wave, outcome);
    }

    /// <summary>Asks operators what they see, where the plan is to wait for that. Planning goes on without, whatever becomes of it.</summary>
    private async Task<ImmutableArray<Sighting>> Look(MakePlan wanted, HelpRequest request, ConsortiumIndex consortium)
    {
        // Looks at every source. Who need not be asked now may have been asked for an earlier plan, and have answered since.
        if (!_rounds.Options.Asks(await _turns.Run(_key.Member, () => _planner.UseOf(request))))
            return _sightings.Known(wanted.Scope);
        // A plan anew is often made because of what came in late.
        if ((wanted.Anew && _sightings.WasAskedWithin(wanted.Scope, AskAgainAfter)) || !_rounds.TryBegin(_key.Member))
            return _sightings.Known(wanted.Scope);
        ImmutableArray<OperatorProfile> asked =
        [
            .. consortium.Snapshot.Operators.Where(o => o.Extensions && o.Member != _key.Member && !wanted.Except.Contains(o.Member) && Barred.Operator(o.Member, consortium) is null),
        ];
        var deadline = _time.GetUtcNow() + _rounds.Options.Deadline;
        var round = new SightingRound(SightingQuestion.Of(SightingId.New(_key), request.Match, deadline), asked.Select(o => o.Member));
        _sightings.Open(wanted.Scope, round);
        try
        {
            await Task.Run(() => _rounds.Ask(round, asked));
        }
        catch (Exception failure)
        {
            LogLookFailed(_key, failure);
        }

        return _sightings.Known(wanted.Scope);
    }

    /// <summary>Keeps for this mitigation what the plan takes of each operator. Where that is no longer there: what there is.</summary>
    /// <param name="unreached">Operators whose grain did not answer: none is waited for twice.</param>
    private async Task<ImmutableDictionary<string, OperatorRoom>> Reserve(MakePlan wanted, PlanOutcome outcome, PlanQuestion question, HashSet<string> unreached)
    {
        var rooms = await Task.WhenAll(outcome.Assignments.Where(a => !unreached.Contains(a.Key)).Select(a => Reserve(wanted, a.Key, a.Value, question, unreached)));
        return rooms.OfType<(string Operator, OperatorRoom Room)>().ToImmutableDictionary(r => r.Operator, r => r.Room, StringComparer.Ordinal);
    }

    private async Task<(string Operator, OperatorRoom Room)?> Reserve(MakePlan wanted, string @operator, Assignment assignment, PlanQuestion question, HashSet<string> unreached)
    {
        try
        {
            var load = _loads.Reserve((wanted.Scope, wanted.Wave), _shell.Committed, question.Request, @operator, assignment);
            return await GrainFactory.GetGrain<IOperatorGrain>(@operator)
                .Reserve(_key.Engagement(@operator), load, question.Standing.GetValueOrDefault(@operator), question.Rooms.GetValueOrDefault(@operator)).WaitAsync(ReserveWithin, _time) is { } room
                ? (@operator, room)
                : null;
        }
        catch (Exception failure)
        {
            // One operator's grain keeps nobody from being helped: its controller knows best what it has.
            LogNotReserved(_key, @operator, failure);
            unreached.Add(@operator);
            return null;
        }
    }

    private void NoLongerPlanning(int scope, int wave)
    {
        // Another scope may be planned meanwhile: its plan is still to come.
        if (_planning == (scope, wave))
            _planning = null;
        _loads.Decided((scope, wave));
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
