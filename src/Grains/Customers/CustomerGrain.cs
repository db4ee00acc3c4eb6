using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Serving;
using Grains.Consortium;
using Grains.Identity;
using Grains.Mitigations;
using Grains.Persistence;
using Grains.Planning;
using Microsoft.Extensions.Logging;
using NearSource.Origins;
using Orleans.Concurrency;
using Storage;

namespace Grains.Customers;

/// <summary>
/// A member as one that may be protected. Reentrant: many of its requests may be stored at once; every decision is made between two awaits.
/// </summary>
[GrainType(Type), Reentrant]
public sealed partial class CustomerGrain(
    [PersistentState(CustomerGrain.RegistrationState, StoreGrainStorage.Name)] IPersistentState<RegistrationDocument> persistent,
    IDocumentStore store,
    IAskerLink link,
    IPlanner planner,
    PlanningTurns turns,
    ConsortiumView consortium,
    Contract contract,
    Lifetimes lifetimes,
    PlanningView planning,
    TimeProvider time,
    ILogger<CustomerGrain> log) : Grain, ICustomerGrain
{
    public const string Type = "customer";
    public const string RegistrationState = "registration";

    /// <summary>Longer than any call to a mitigation may take: until then its write may still be under way.</summary>
    private static readonly TimeSpan UntilConfirmed = TimeSpan.FromSeconds(60);

    /// <summary>Plans of one member that are made or waited for with plan_only.</summary>
    private const int MostTried = 16;

    private readonly Reservations _reservations = new(time, UntilConfirmed);
    private readonly StatusFeed _feed = new();

    /// <summary>Of each mitigation that runs what was told of targets that the RPKI does not give to this member.</summary>
    private readonly Dictionary<string, string> _unproven = new(StringComparer.Ordinal);
    private string _id = "";
    private bool _pushing;
    private int _trying;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        if (consortium.FetchedAt is null)
            await consortium.Refresh();

        // The first decision needs every mitigation that touches this member's zones: its own and those of members whose zones overlap.
        var mine = consortium.Current.Find(_id)?.Zones ?? [];
        foreach (var holder in consortium.Current.Holding(mine).Select(m => m.Id).Append(_id).Distinct())
            foreach (var active in await store.ActiveOfMember(holder, cancellationToken))
                _reservations.Confirm(active.Key, active.Member, [.. active.Targets.Select(Prefix.Parse)]);
    }

    public async Task<MitigationAnswer> Ask(Principal by, string alert, HelpRequest request, DateTimeOffset date, string hash)
    {
        var key = new MitigationKey(_id, alert);
        if (_cancels)
            return new(null, new(RefusalReason.NotReady, $"{_id}'s registration is being cancelled"));
        var cancellings = _cancellings;
        var acceptedAt = contract.Duration is null ? null : await RunsSince(key);

        // One snapshot for all: another may come at any moment, and the member need not be in it.
        var known = consortium.Current;
        if (known.Find(_id) is not { } member)
            return new(null, NoMember(by));
        if (Refuse(by, key, member, request, acceptedAt, known) is { } refused)
            return new(null, refused);
        request = contract.Clamp(Attachments.Attach(request, persistent.State.State, member, known), acceptedAt, lifetimes, time.GetUtcNow());

        var targets = request.Match.Destinations.ToImmutableArray();
        var others = known.Holding(targets).Where(m => m.Id != _id).Select(m => GrainFactory.GetGrain<ICustomerGrain>(m.Id)).ToArray();
        if (await Reserved(key, targets, others) is { } conflict)
            return new(null, conflict);

        using var span = Trace.Source.StartActivity("mitigation.ask");
        var answer = await GrainFactory.GetGrain<IMitigationGrain>(key.ToString()).Ask(by, request, date, hash);
        Settle(key, answer, others);
        if (answer.Status is { Runs: true })
            WarnUnproven(key, [.. RpkiCheck.Lacking(member, known, request, planning)], member);

        // It was accepted while everything the member has was being withdrawn, and perhaps too late to be found.
        if (cancellings != _cancellings && answer.Status is { Runs: true })
            answer = await Withdraw(by, alert);
        Trace.Requests.Add(1, new KeyValuePair<string, object?>("outcome", answer.Refused?.Reason.ToString() ?? "accepted"));
        return answer;
    }

    public async Task<TryAnswer> Try(Principal by, string alert, HelpRequest request)
    {
        var known = consortium.Current;
        if (known.Find(_id) is not { } member)
            return new(null, NoMember(by));
        if (Refuse(by, new(_id, alert), member, request, null, known) is { } refused)
            return new(null, refused);

        // Each waits with all its sources, and may be asked for faster than plans are made.
        if (_trying >= MostTried)
            return new(null, new(RefusalReason.NotReady, $"{_trying} plans with plan_only are still being made for {_id}"));
        request = Attachments.Attach(request, persistent.State.State, member, known);
        _trying++;
        try
        {
            // Nobody is asked anything, so not what it sees either. What is only tried does not stand before what is asked for.
            return new(await turns.Run("try:" + _id, () => planner.Plan(new(_id, request), known, time.GetUtcNow())), null);
        }
        finally
        {
            _trying--;
        }
    }

    public async Task<MitigationAnswer> Withdraw(Principal by, string alert)
    {
        if (by.Member != _id)
            return new(null, new(RefusalReason.NotApproved, $"{by.Member} may not act for {_id}"));
        using var span = Trace.Start("mitigation.withdraw");
        return await GrainFactory.GetGrain<IMitigationGrain>(new MitigationKey(_id, alert).ToString()).Withdraw(by);
    }

    public async Task<MitigationAnswer> Efficacy(Principal by, string alert, EfficacyReport report) => by.Member != _id
        ? new(null, new(RefusalReason.NotApproved, $"{by.Member} may not act for {_id}"))
        : await Mitigation(alert).Efficacy(by, report);

    public async Task<Refused?> Acknowledge(Principal by, string alert) => by.Member != _id
        ? new(RefusalReason.NotApproved, $"{by.Member} may not act for {_id}")
        : await Mitigation(alert).Acknowledge(by);

    public async Task<Refused?> Reserve(string mitigation, ImmutableArray<Prefix> targets)
    {
        var member = MitigationKey.Parse(mitigation).Member;
        if (await Conflict(member, targets) is { } held)
            return Conflicting(held);
        _reservations.Reserve(mitigation, member, targets);
        return null;
    }

    public Task Confirm(string mitigation, ImmutableArray<Prefix> targets)
    {
        _reservations.Confirm(mitigation, MitigationKey.Parse(mitigation).Member, targets);
        return Task.CompletedTask;
    }

    public Task Release(string mitigation)
    {
        _reservations.Release(mitigation);
        return Task.CompletedTask;
    }

    public async Task Publish(MitigationStatus status)
    {
        if (!_feed.Take(status))
            return;
        if (!status.Runs)
            ReleaseEverywhere(status);
        if (persistent.State.State?.CallbackUrl is not null && !_pushing)
            await Push();
    }

    public Task<ImmutableArray<MitigationStatus>> Beat(Principal by) =>
        Task.FromResult(by.Member == _id ? _feed.TakeChanged(pushes: persistent.State.State?.CallbackUrl is not null) : []);

    private IMitigationGrain Mitigation(string alert) => GrainFactory.GetGrain<IMitigationGrain>(new MitigationKey(_id, alert).ToString());

    private async Task<DateTimeOffset?> RunsSince(MitigationKey key) =>
        await GrainFactory.GetGrain<IMitigationGrain>(key.ToString()).Status() is { Runs: true } running ? running.AcceptedAt : null;

    private Refused NoMember(Principal by) => new(RefusalReason.NotApproved, $"{by.Member} is not a member that may ask for {_id}");

    private Refused? Refuse(Principal by, MitigationKey key, Member member, HelpRequest request, DateTimeOffset? acceptedAt, ConsortiumIndex known)
    {
        if (by.Member != _id)
            return NoMember(by);
        if ((known.StoppedAsker(_id) ?? known.StoppedMitigation(key.ToString())) is { } stop)
            return new(RefusalReason.Stopped, stop.ToString());
        if (ScopeCheck.Check(member, persistent.State.State, known, request, () => contract.Check(request, acceptedAt, time.GetUtcNow())) is { } outside)
            return outside;
        if (RpkiCheck.Check(member, known, request, planning) is { } unproven)
            return unproven;
        return planner.Check(request, known) is { } invalid ? new(RefusalReason.InvalidValue, invalid) : null;
    }

    /// <summary>Reserves with everybody whose zones the targets touch, in ascending order of id, so that two overlapping requests always meet.</summary>
    private async Task<Refused?> Reserved(MitigationKey key, ImmutableArray<Prefix> targets, ICustomerGrain[] others)
    {
        var here = false;
        for (var i = 0; i <= others.Length; i++)
        {
            // This grain takes its own place in the order.
            if (!here && (i == others.Length || string.CompareOrdinal(_id, others[i].GetPrimaryKeyString()) < 0))
            {
                here = true;
                if (await Reserve(key.ToString(), targets) is { } refused)
                    return Undo(refused, i);
            }

            if (i < others.Length && await others[i].Reserve(key.ToString(), targets) is { } elsewhere)
                return Undo(elsewhere, i);
        }

        return null;

        Refused Undo(Refused refused, int reached)
        {
            // A known mitigation keeps what it held: only a first request gives everything back.
            if (!_feed.Knows(key.ToString()))
            {
                _reservations.Release(key.ToString());
                foreach (var other in others.Take(reached))
                    other.Release(key.ToString()).LoggedBy(log, "releasing", key);
            }

            return refused;
        }
    }

    private async Task<Reservation?> Conflict(string member, ImmutableArray<Prefix> targets)
    {
        while (_reservations.Conflict(member, targets) is { } held)
        {
            // A release may have been lost: before refusing somebody help, look whether the other really has it. What has ended is never revived;
            // what is not stored yet, or reserved a moment ago, may be under way.
            var status = await GrainFactory.GetGrain<IMitigationGrain>(held.Mitigation).Status();
            if (!_reservations.Stands(held))
                continue;
            if (_reservations.MayBeUnderWay(held) && status is not { Runs: false })
                return held;
            if (status is not { Runs: true })
                _reservations.Release(held.Mitigation);
            else if (status.Targets.Any(a => targets.Any(b => a.Overlaps(b))))
                return held;
            else
                _reservations.Confirm(held.Mitigation, held.Member, status.Targets);
        }

        return null;
    }

    /// <summary>Once a mitigation and verdict: requests are refreshed for as long as they run.</summary>
    private void WarnUnproven(MitigationKey key, ImmutableArray<(Prefix Target, RpkiStanding Standing)> lacking, Member member)
    {
        var verdict = string.Join(' ', lacking.Select(l => $"{l.Target} {l.Standing}"));
        if (_unproven.GetValueOrDefault(key.ToString(), "") == verdict)
            return;
        _unproven[key.ToString()] = verdict;
        foreach (var (target, standing) in lacking)
            LogUnproven(key, target, RpkiCheck.Words(standing, member));
    }

    private void Settle(MitigationKey key, MitigationAnswer answer, ICustomerGrain[] others)
    {
        if (answer.Status is { Runs: true } status)
        {
            _feed.Take(status);
            _reservations.Confirm(key.ToString(), _id, status.Targets);
            foreach (var other in others)
                other.Confirm(key.ToString(), status.Targets).LoggedBy(log, "confirming", key);
        }
        else
        {
            // Refused, so nothing was stored; or ended long ago: either way nothing is held.
            _reservations.Release(key.ToString());
            _unproven.Remove(key.ToString());
            foreach (var other in others)
                other.Release(key.ToString()).LoggedBy(log, "releasing", key);
        }
    }

    private void ReleaseEverywhere(MitigationStatus ended)
    {
        _reservations.Release(ended.Key);
        _unproven.Remove(ended.Key);
        foreach (var other in consortium.Current.Holding(ended.Targets).Where(m => m.Id != _id))
            GrainFactory.GetGrain<ICustomerGrain>(other.Id).Release(ended.Key).LoggedBy(log, "releasing", ended.Key);
    }

    /// <summary>One status at a time, always the newest of each mitigation; what fails is tried again with the next one.</summary>
    private async Task Push()
    {
        _pushing = true;
        try
        {
            while (persistent.State.State is { CallbackUrl: not null } to && _feed.NextToPush() is { } status)
                if (await Pushed(to, status) is { } failure)
                {
                    LogNotPushed(_id, status.Key, failure);
                    _feed.PushFailed(status);
                    break;
                }
        }
        finally
        {
            _pushing = false;
        }
    }

    private async Task<string?> Pushed(RegistrationRecord to, MitigationStatus status)
    {
        using var span = Trace.Start("status.push", ("phase", status.Phase.ToString().ToLowerInvariant()));
        return await link.Push(_id, to, status, TimeSpan.FromSeconds(5));
    }

    private static Refused Conflicting(Reservation held) =>
        new(RefusalReason.ScopeConflict, $"the target overlaps an active mitigation of another member ({string.Join(", ", held.Targets.Take(4))})");

    [LoggerMessage(2303, LogLevel.Warning, "{Mitigation}: target {Target} is {Standing}; accepted all the same (Planning:Rpki, or overruled by an administrator)", EventName = "Target.Unproven")]
    private partial void LogUnproven(MitigationKey mitigation, Prefix target, string standing);

    [LoggerMessage(2301, LogLevel.Warning, "{Member}: status of {Mitigation} not delivered ({Failure}); tried again with the next one, the member can fetch it by heartbeat", EventName = "Status.NotPushed")]
    private partial void LogNotPushed(string member, string mitigation, string failure);
}
