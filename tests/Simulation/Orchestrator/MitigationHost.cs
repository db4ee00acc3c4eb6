using System.Collections.Immutable;
using Grains.Mitigations;
using Grains.Operators;
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
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);

    private readonly SimulatedWorld _world;
    private readonly OrchestratorHost _owner;
    private readonly Life _life;
    private readonly TimeProvider _clock;
    private readonly MitigationKey _key;
    private readonly Shell<Mitigation, MitigationCommand, MitigationEvent> _shell;
    private readonly Dictionary<string, (int Revision, DateTimeOffset At)> _sent = new(StringComparer.Ordinal);
    private FigureBook _figures = new(Mitigation.None.Counts, Figures.Zero);
    private DateTimeOffset _countedAt;
    private DateTimeOffset _dueAt = DateTimeOffset.MaxValue;
    private (int Scope, int Wave)? _planning;
    private bool _gone;
    private long _checked;

    public MitigationHost(SimulatedWorld world, OrchestratorHost owner, Life life, TimeProvider clock, MitigationKey key)
    {
        (_world, _owner, _life, _clock, _key) = (world, owner, life, clock, key);
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
        _life.After(_world.Between(0.02, 3), () =>
        {
            if (_gone)
                return;
            _planning = null;
            if (fails)
            {
                _world.Count("planner.failed");
                _owner.Disturbed();
                return;
            }

            var (summary, assignments) = _world.Planner.Plan(request, wanted.Except, _clock.GetUtcNow());
            _world.Stir();
            Carry(new MitigationCommand.Plan(wanted.Scope, summary, assignments, wanted.Wave));
        });
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
            _shell.Gather(new MitigationCommand.Tick());
            var now = _clock.GetUtcNow();
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
