using System.Collections.Immutable;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;
using Simulation.World;
using Storage;
using Storage.Shells;

namespace Simulation.Orchestrator;

/// <summary>Turns and timers of one mitigation around the real shell and rules, as the mitigation's grain gives them.</summary>
internal sealed class MitigationHost : IEffects
{
    private static readonly Grains.Planning.PlanningView NoRpki = new();

    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan DriveEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PullEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LooksFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Made = TimeSpan.FromMilliseconds(100);
    private const int MostPlans = 5;
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly SimulatedWorld _world;
    private readonly OrchestratorHost _owner;
    private readonly Life _life;
    private readonly TimeProvider _clock;
    private readonly MitigationKey _key;
    private readonly Shell<Mitigation, MitigationCommand, MitigationEvent> _shell;
    private readonly Dictionary<string, (int Revision, DateTimeOffset At)> _sent = new(StringComparer.Ordinal);
    private readonly ExpectedLoads _loads;
    private FigureBook _figures = new(Mitigation.None.Counts, Figures.Zero);
    private DateTimeOffset _countedAt;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;
    private (int Scope, int Wave)? _planning;
    private readonly SightingBook _sightings;
    private bool _gone;
    private long _checked;

    public MitigationHost(SimulatedWorld world, OrchestratorHost owner, Life life, TimeProvider clock, MitigationKey key)
    {
        (_world, _owner, _life, _clock, _key) = (world, owner, life, clock, key);
        _sightings = new(clock);
        _loads = new(clock);
        var store = world.Seams.Store(world.Disk.Open(world, life, key, owner.Disturbed));
        _shell = new(world.Seams.Rules(new MitigationRules(OrchestratorHost.Lifetimes)), Mitigation.None, store, this, clock);
        Wait(_shell.Load());
        _figures = new(_shell.Committed.Counts, _shell.Committed.Peaks);
        _countedAt = clock.GetUtcNow();
        if (_shell.Committed.Phase is not (MitigationPhase.None or MitigationPhase.Closed))
            DriveSoon(TimeSpan.Zero);
    }

    /// <summary>What the command came to: the committed state, or the refusal's code.</summary>
    public (Mitigation? State, string? Refused) Carry(MitigationCommand command)
    {
        try
        {
            if (Wait(_shell.Handle(command)) is { } refusal)
                return (null, refusal.Code);
        }
        catch (StoreFullException)
        {
            _checked = 0;
            return (null, "not-ready");
        }
        catch (WriteOutcomeUnknownException)
        {
            Forget();
            return (null, "failed");
        }

        if (_shell.Committed.Phase is not (MitigationPhase.None or MitigationPhase.Closed))
            DriveSoon(GatherFor);
        Publish();
        return (_shell.Committed, null);
    }

    /// <summary>Takes a report; false when its sender was not asked.</summary>
    public bool Report(string @operator, EngagementReport report)
    {
        if (!Hear(@operator, report.Answer))
            return false;
        if (_figures.Take(_world.Seams.CountedFor(@operator), report.Number, report.Totals, _clock.GetUtcNow()) is { } contradiction && report.Number != _figures.NumberOf(@operator))
        {
            _world.Count("report.contradiction");
            _shell.Gather(new MitigationCommand.Flag(@operator, contradiction));
            DriveSoon(GatherFor);
        }

        return true;
    }

    /// <summary>Takes what an operator says it sees; false when it was not asked.</summary>
    public bool Sighted(string @operator, SightingAnswer answer)
    {
        var heard = _sightings.Hear(@operator, answer);
        _world.Count($"sighting.{heard}");
        return heard != SightingHearing.NotAsked;
    }

    public void MembersChanged() => DriveSoon(DriveEvery);

    public bool Hear(string @operator, OrderAnswer answer)
    {
        var before = _shell.Current.Engagements.GetValueOrDefault(@operator);
        if (_shell.Gather(new MitigationCommand.Hear(@operator, answer.Revision, answer.State, answer.Decline)) is not null)
            return false;
        var after = _shell.Current.Engagements[@operator];
        if (after == before)
            return true;
        _world.Stir();
        _world.Count($"heard.{after.State}");
        if (!after.Stands)
            _figures.Still(@operator);
        DriveSoon(_shell.Current.Phase == MitigationPhase.Closed ? TimeSpan.Zero : GatherFor);
        return true;
    }

    public void Perform(IEnumerable<Effect> effects)
    {
        foreach (var effect in effects)
            switch (effect)
            {
                case MakePlan plan when _planning != (plan.Scope, plan.Wave):
                    _planning = (plan.Scope, plan.Wave);
                    Plan(plan, _shell.Committed.Request!);
                    break;
                case SendOrder send:
                    Send(send.Engagement);
                    break;
            }
    }

    private void Plan(MakePlan wanted, HelpRequest request)
    {
        _life.Step("plan");
        var fails = _world.Chance(_world.Faults.PlannerFails);
        var looks = _world.LooksFirst && !(wanted.Anew && _sightings.WasAskedWithin(wanted.Scope, TimeSpan.FromSeconds(60)));
        if (looks)
            Look(wanted, request);
        _life.After(looks ? LooksFor : _world.Between(0.02, 3), () =>
        {
            if (_gone)
                return;
            if (fails)
            {
                _world.Count("planner.failed");
                _owner.Disturbed();
                _planning = null;
                return;
            }

            if (_world.Paths is not { } paths)
            {
                Planned(wanted, _world.Planner.Plan(request, wanted.Except, _clock.GetUtcNow()));
                return;
            }

            var sightings = _world.LooksFirst ? _sightings.Known(wanted.Scope) : [];
            PlanToRoom(wanted, PlanQuestions.Of(_key, _shell.Committed, wanted, request, sightings, _clock.GetUtcNow()), paths.Planner, 0);
        });
    }

    /// <summary>Each plan takes its time, in which others take the room it counted on.</summary>
    private void PlanToRoom(MakePlan wanted, PlanQuestion question, NearSourcePlanner planner, int round)
    {
        var outcome = planner.Plan(question, _world.Members.Current, _clock.GetUtcNow());
        var rooms = _world.Seams.Reserves ? Reserve(wanted, outcome, question) : [];
        if (rooms.Count > 0)
            _world.Count("plan.made-again");
        _life.Step("reserve");
        _life.After(Made, () =>
        {
            if (_gone)
                return;
            if (rooms.Count > 0 && round < MostPlans)
                PlanToRoom(wanted, question with { Rooms = question.Rooms.SetItems(rooms) }, planner, round + 1);
            else
                Planned(wanted, outcome);
        });
    }

    private Dictionary<string, OperatorRoom> Reserve(MakePlan wanted, PlanOutcome outcome, PlanQuestion question)
    {
        Dictionary<string, OperatorRoom> rooms = new(StringComparer.Ordinal);
        foreach (var (name, assignment) in outcome.Assignments)
            if (_owner.QueueOf(name).Reserve(
                _key.Engagement(name), _loads.Reserve((wanted.Scope, wanted.Wave), _shell.Committed, question.Request, name, assignment), question.Standing.GetValueOrDefault(name), question.Rooms.GetValueOrDefault(name)) is { } room)
                rooms[name] = room;
        return rooms;
    }

    private void Planned(MakePlan wanted, PlanOutcome outcome)
    {
        if (_planning == (wanted.Scope, wanted.Wave))
            _planning = null;
        _loads.Decided((wanted.Scope, wanted.Wave));
        _world.Stir();
        Carry(new MitigationCommand.Plan(wanted.Scope, outcome.Summary, outcome.Assignments, wanted.Wave, outcome.Value, outcome.Full, outcome.Enough));
    }

    /// <summary>Asks every operator at once what it sees; what has not come when the plan is made comes too late for it.</summary>
    private void Look(MakePlan wanted, HelpRequest request)
    {
        var asked = _world.Controllers.Keys.Where(o => !wanted.Except.Contains(o) && _world.Members.MayHelp(o)).ToList();
        var round = new SightingRound(SightingQuestion.Of(SightingId.New(_key), request.Match, _clock.GetUtcNow() + LooksFor), asked);
        _sightings.Open(wanted.Scope, round);
        foreach (var name in asked)
            _world.Network.Call<OperatorQueue>(_life, name, LooksFor, _ => _world.Controllers[name].TakeQuestion(round.Question), _ => round.DoNotAwait(name));
    }

    private void Send(Engagement engagement)
    {
        var now = _clock.GetUtcNow();
        if (_sent.TryGetValue(engagement.Operator, out var sent) && sent.Revision == engagement.Revision && now - sent.At < PullEvery)
            return;
        _sent[engagement.Operator] = (engagement.Revision, now);
        _life.Step("send-order");
        if (_owner.QueueOf(engagement.Operator).Deliver(Orders.For(_key, _shell.Committed, engagement)) is { } known)
            _life.After(TimeSpan.FromMilliseconds(1), () => _owner.Heard(engagement.Operator, known));
    }

    private void Drive()
    {
        try
        {
            if (_world.Members.Current is var members && members.Snapshot.Version != _checked)
            {
                _checked = members.Snapshot.Version;
                foreach (var command in Barred.Commands(_key, _shell.Current, members, NoRpki).ToList())
                    _shell.Gather(command);
            }
            var now = _clock.GetUtcNow();
            foreach (var readmit in Readmission.Commands(_shell.Current, _world.Members.Current, now).ToList())
                _shell.Gather(readmit);
            _shell.Gather(_world.Paths is { View.Current: var map }
                ? new MitigationCommand.Tick(map.Version, map.Since, _sightings.News(_shell.Current.Request?.VolumeBps))
                : new MitigationCommand.Tick(Late: _world.Chance(0.02) ? ["chance"] : []));
            if (_figures.Changed && (now - _countedAt >= CountEvery || _shell.Current.Phase == MitigationPhase.Closed))
            {
                _shell.Gather(new MitigationCommand.Count(_figures.TakeCounts(), _figures.Peaks));
                _countedAt = now;
            }
            if (_shell.Current.Phase == MitigationPhase.Closed)
                _shell.Gather(new MitigationCommand.Settle());

            if (_shell.HasGathered)
                Wait(_shell.Flush());
            else
                _shell.Drive();
        }
        catch (StoreFullException)
        {
            _world.Count("mitigation.full");
            _checked = 0;
        }
        catch (WriteOutcomeUnknownException)
        {
            Forget();
            return;
        }

        foreach (var (name, load) in _loads.Take(_shell.Committed))
            _owner.QueueOf(name).Expect(_key.Engagement(name), load);
        Publish();
        if (_shell.Committed is { Phase: MitigationPhase.None } or { Phase: MitigationPhase.Closed, Settled: true })
            _owner.Forget(_key);
        else
            DriveSoon(_world.Pace(DriveEvery, TimeSpan.FromMinutes(5)));
    }

    /// <summary>The next drive comes no later than this.</summary>
    private void DriveSoon(TimeSpan @in)
    {
        var at = _world.Scheduler.Now + @in;
        if (at >= _dueAt || _gone)
            return;
        _dueAt = at;
        _life.After(@in, () =>
        {
            if (_dueAt != at || _gone)
                return;
            _dueAt = DateTimeOffset.MaxValue;
            Drive();
        });
    }

    private void Publish() =>
        _world.Checker.Published(_shell.Committed, MitigationStatuses.Of(_shell.Committed, _figures, 0, _clock.GetUtcNow()));

    /// <summary>Nobody knows what is stored: this activation ends, the next one reads back.</summary>
    private void Forget()
    {
        _world.Count("mitigation.read-back");
        _gone = true;
        _owner.Forget(_key);
    }

    // The virtual store answers at once, or fails at once.
    private static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("a turn waited");

    private static void Wait(ValueTask task)
    {
        if (!task.IsCompleted)
            throw new InvalidOperationException("a turn waited");
        task.GetAwaiter().GetResult();
    }
}
