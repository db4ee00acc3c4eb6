using System.Collections.Immutable;
using Dots.Serving;
using Grains.Consortium;
using Grains.Customers;
using Grains.Identity;
using Grains.Operators;
using Grains.Persistence;
using Grains.Planning;
using Grains.Sightings;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Shells;

namespace Grains.Mitigations;

/// <summary>Identity, turns and timers of one mitigation; the rules are in <see cref="MitigationRules"/>.</summary>
[GrainType("mitigation")]
public sealed partial class MitigationGrain : Grain, IMitigationGrain, IEffects
{
    /// <summary>Transitions that controllers report are gathered at most this long (design, section 3).</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan DriveEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PullEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RatesLast = TimeSpan.FromSeconds(15);

    private readonly IPersistentState<MitigationDocument> _persistent;
    private readonly Shell<Mitigation, MitigationCommand, MitigationEvent> _shell;
    private readonly IPlanner _planner;
    private readonly PlanningTurns _turns;
    private readonly PlanningView _planningView;
    private readonly SightingRounds _rounds;
    private readonly SightingBook _sightings;
    private readonly ConsortiumView _consortium;
    private readonly Lifetimes _lifetimes;
    private readonly TimeProvider _time;
    private readonly ILogger<MitigationGrain> _log;
    private readonly Dictionary<string, (int Revision, DateTimeOffset At)> _sent = new(StringComparer.Ordinal);
    private readonly PublishPace _pace = new();
    private readonly ExpectedLoads _loads;
    private FigureBook _figures = new(Mitigation.None.Counts, Figures.Zero);
    private IGrainTimer? _timer;
    private MitigationKey _key;
    private (int Scope, int Wave)? _planning;
    private long _checked;
    private PlanningData? _checkedWith;
    private long _version;
    private DateTimeOffset _countedAt;
    private DateTimeOffset _dueAt;

    public MitigationGrain(
        [PersistentState("life", StoreGrainStorage.Name)] IPersistentState<MitigationDocument> persistent,
        IPlanner planner,
        PlanningTurns turns,
        PlanningView planning,
        SightingRounds rounds,
        ConsortiumView consortium,
        Lifetimes lifetimes,
        TimeProvider time,
        ILogger<MitigationGrain> log)
    {
        (_persistent, _planner, _turns, _planningView, _rounds, _consortium, _lifetimes, _time, _log) = (persistent, planner, turns, planning, rounds, consortium, lifetimes, time, log);
        _sightings = new(time);
        _loads = new(time);
        var store = new GrainStateStore<MitigationDocument, Mitigation, MitigationEvent>(persistent, MitigationLedger.Entry);
        _shell = new(new MitigationRules(lifetimes), Mitigation.None, store, this, time);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = MitigationKey.Parse(this.GetPrimaryKeyString());
        _persistent.State.Remember = _lifetimes.Remember;

        // After a start, whoever wakes this may be faster than the members are read: a plan made then would ask nobody, for good.
        if (_consortium.FetchedAt is null)
            await _consortium.Refresh();
        await _shell.Load();
        _figures = new(_shell.Committed.Counts, _shell.Committed.Peaks);
        _countedAt = _time.GetUtcNow();
        if (_shell.Committed.Phase is not (MitigationPhase.None or MitigationPhase.Closed))
            DriveSoon(TimeSpan.Zero);
    }

    public async Task<MitigationAnswer> Ask(Principal asker, HelpRequest request, DateTimeOffset date, string hash)
    {
        if (Foreign(asker) is { } refused)
            return new(null, refused);
        using var span = Trace.Source.StartActivity("mitigation.decide");
        return await Carry(new MitigationCommand.Ask(_key, request, date, hash, asker, SourceHash.NewSalt()));
    }

    public async Task<MitigationAnswer> Withdraw(Principal by) =>
        Foreign(by) is { } refused ? new(null, refused) : await Carry(new MitigationCommand.Withdraw(by.Member, Who: by));

    public async Task<MitigationAnswer> Efficacy(Principal by, EfficacyReport report)
    {
        if (Foreign(by) is { } refused)
            return new(null, refused);
        var (health, over) = (_shell.Current.Health, _shell.Current.AttackOver);
        var answer = await Carry(new MitigationCommand.Efficacy(by, report.Date, report.AttackOver, report.Health, report.RecruitBelow));
        if (_shell.Committed.Runs && (_shell.Committed.Health != health || _shell.Committed.AttackOver != over))
            TellEngaged(new(OperatorNews.Efficacy, _key.ControllersAlert, report.AttackOver, report.Health));
        return answer;
    }

    public async Task<Refused?> Acknowledge(Principal by) =>
        Foreign(by) ?? (await Carry(new MitigationCommand.Acknowledge(by))).Refused;

    public Task<Refused?> Report(Principal by, EngagementReport report)
    {
        if (!MitigationKey.TryParseEngagement(report.Answer.Engagement, out var key, out var member) || key != _key || member != by.Member)
            return Task.FromResult<Refused?>(new(RefusalReason.NotAsked, $"{by.Member} was not asked for {report.Answer.Engagement}"));
        using var span = Trace.Start("engagement.report", ("state", report.Answer.State.ToString().ToLowerInvariant()));
        if (Hear(member, report.Answer) is { } refusal)
        {
            LeaveIdle();
            return Task.FromResult<Refused?>(refusal);
        }

        if (_figures.Take(member, report.Number, report.Totals, _time.GetUtcNow()) is { } contradiction)
        {
            // A repetition of the newest report is what a lost answer looks like; anything else is remembered.
            if (report.Number != _figures.NumberOf(member))
            {
                LogContradiction(_key, member, contradiction);
                _shell.Gather(new MitigationCommand.Flag(member, contradiction));
                DriveSoon(GatherFor);
            }
        }
        else
        {
            PublishSoon();
        }

        return Task.FromResult<Refused?>(null);
    }

    public Task<Refused?> Sighted(Principal by, SightingAnswer answer)
    {
        if (_sightings.Hear(by.Member, answer) != SightingHearing.NotAsked)
            return Task.FromResult<Refused?>(null);
        LeaveIdle();
        return Task.FromResult<Refused?>(new(RefusalReason.NotAsked, $"{by.Member} was not asked for {answer.Id}, or too long ago"));
    }

    public Task Heard(string @operator, OrderAnswer answer)
    {
        Hear(@operator, answer);
        return Task.CompletedTask;
    }

    public Task<MitigationStatus?> Status() =>
        Task.FromResult(_shell.Committed.Phase == MitigationPhase.None ? null : Snapshot());

    public async Task Planned(int scope, int wave, PlanOutcome outcome)
    {
        NoLongerPlanning(scope, wave);

        foreach (var doubted in outcome.Summary.Doubted)
            LogDoubted(_key, doubted);

        // The plan was made of the members of a moment ago. Who was suspended or stopped since is in it, and a drive that looked meanwhile will not look again.
        var consortium = _consortium.Current;
        var assignments = outcome.Assignments.RemoveRange(outcome.Assignments.Keys.Where(o => Barred.Operator(o, consortium) is not null));
        var full = _shell.Committed.FullWith;
        using (Trace.Source.StartActivity("mitigation.planned"))
            await Carry(new MitigationCommand.Plan(scope, outcome.Summary, assignments, wave, outcome.Value, outcome.Full, outcome.Enough));
        if (_shell.Committed.FullWith is { } engaged && full is null)
            LogFullyEngaged(_key, engaged);
        LogPlanned(_key, outcome.Summary.Policy, assignments.Count, outcome.Summary.Class, string.Join("; ", outcome.Summary.Notes));
        if (_shell.Committed.Phase == MitigationPhase.Planned && !_shell.Committed.Engagements.Values.Any(e => e.Stands))
            LogNobody(_key, outcome.Summary.Policy);
    }

    public Task Wake() => Task.CompletedTask;

    /// <summary>Lets happen what the committed state asks for. Never waits for a controller.</summary>
    void IEffects.Perform(IEnumerable<Effect> effects)
    {
        foreach (var effect in effects)
            switch (effect)
            {
                case MakePlan plan when _planning != (plan.Scope, plan.Wave):
                    _planning = (plan.Scope, plan.Wave);
                    Plan(plan, _shell.Committed.Request!).LoggedBy(_log, "planning", _key);
                    break;
                case SendOrder send:
                    Send(send);
                    break;
            }
    }

    private Refused? Hear(string @operator, OrderAnswer answer)
    {
        var before = _shell.Current.Engagements.GetValueOrDefault(@operator);
        var refusal = _shell.Gather(new MitigationCommand.Hear(@operator, answer.Revision, answer.State, answer.Decline));
        if (refusal is not null)
        {
            LogRefusedReport(_key, @operator, refusal.Detail);
            return new(RefusalReason.NotAsked, refusal.Detail);
        }

        var after = _shell.Current.Engagements[@operator];
        if (after != before)
            Noticed(before!, after);
        return null;
    }

    private void Noticed(Engagement before, Engagement after)
    {
        var since = (_time.GetUtcNow() - _shell.Current.AcceptedAt).TotalSeconds;
        if (before.State == EngagementState.Intended)
        {
            using var span = Trace.Source.StartActivity("order.acknowledged");
            Trace.TimeToAcknowledge.Record(since);
        }

        if (after.State == EngagementState.Active)
        {
            using var span = Trace.Source.StartActivity("engagement.active");
            Trace.TimeToActive.Record(since);
        }

        if (!after.Stands)
            _figures.Still(after.Operator);
        // The controller's last word has arrived: the dialogue about this engagement is over (mechanism, section 1).
        if (after.State == EngagementState.Ended && before.State == EngagementState.Withdrawing)
            Tell(after.Operator, new(OperatorNews.Acknowledgement, _key.ControllersAlert));
        LogMoved(_key, after.Operator, after.Revision, after.State, after.Decline);

        // Once the last controller has said that it holds nothing, the asker should not wait for the end of the gathering.
        DriveSoon(_shell.Current.Phase == MitigationPhase.Closed ? TimeSpan.Zero : GatherFor);
    }

    private async Task<MitigationAnswer> Carry(MitigationCommand command)
    {
        try
        {
            using var span = Trace.Start("mitigation.store", ("command", command.GetType().Name));
            var refusal = await _shell.Handle(command);
            if (refusal is not null)
            {
                LeaveIdle();
                return new(null, new(refusal.Code == "not-found" ? RefusalReason.NotFound : RefusalReason.InvalidValue, refusal.Detail));
            }
        }
        catch (StoreFullException full)
        {
            LogFull(_key, full.Message);
            // What the consortium's change asked for may have been among what was not written.
            _checked = 0;
            return new(null, new(RefusalReason.NotReady, "no room to store the request; nothing was accepted"));
        }
        catch
        {
            Forget();
            throw;
        }

        if (_shell.Committed.Phase is not (MitigationPhase.None or MitigationPhase.Closed))
            DriveSoon(DriveEvery);
        PublishSoon();
        return new(Snapshot(), null);
    }

    private Refused? Foreign(Principal principal) =>
        principal.Member == _key.Member ? null : new(RefusalReason.NotApproved, $"{principal.Member} may not act for {_key.Member}");

    private MitigationStatus Snapshot()
    {
        var now = _time.GetUtcNow();
        _version = Math.Max(_version + 1, now.UtcTicks);
        return MitigationStatuses.Of(_shell.Committed, _figures, _version, now);
    }
}
