using Grains.Consortium;
using Grains.Mitigations;
using Microsoft.Extensions.Logging;

namespace Grains.Operators;

/// <summary>Turns and timers of one operator's link. Keeps nothing: profile and mitigations are read from those who keep them.</summary>
[GrainType("operator")]
public sealed partial class OperatorGrain(
    IControllerLink link,
    ConsortiumView consortium,
    OperatorTimes times,
    TimeProvider time,
    ILogger<OperatorGrain> log) : Grain, IOperatorGrain
{
    private readonly DeliveryQueue _queue = new(time, Random.Shared);
    private readonly NoticeBoard _notices = new();
    private string _id = "";
    private IGrainTimer? _timer;
    private IGrainTimer? _heartbeat;
    private DateTimeOffset? _seen;
    private DateTimeOffset _activated;
    private string? _lastFailure;
    private bool _lost;
    private readonly StandingPace _pace = new(time);
    private readonly LoadBook _loads = new(time);
    private OperatorStanding _standing = OperatorStanding.Fresh;
    private IGrainTimer? _telling;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();

        // Without its profile the first orders after a start would fail and wait for their next try.
        if (consortium.FetchedAt is null)
            await consortium.Refresh();
        _activated = time.GetUtcNow();
        _timer = this.RegisterGrainTimer(Pump, new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
        _telling = this.RegisterGrainTimer(TellWhatWaited, new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
        _heartbeat = this.RegisterGrainTimer(Beat, new GrainTimerCreationOptions { DueTime = times.Heartbeat, Period = times.Heartbeat, KeepAlive = true });
    }

    public Task Tell(OperatorNotice notice)
    {
        _notices.Add(notice);
        TellNext();
        return Task.CompletedTask;
    }

    public Task Told()
    {
        _notices.Ended();
        TellNext();
        return Task.CompletedTask;
    }

    public Task<OrderAnswer?> Deliver(Order order)
    {
        var known = _queue.Add(order);
        if (known is null)
            StartWhatIsDue();
        return Task.FromResult(known);
    }

    public Task Delivered(string engagement, int revision, DeliveryOutcome outcome)
    {
        var wasOpen = _queue.OpenUntil;
        _queue.Ended(engagement, revision, outcome);
        if (outcome.Delivered || outcome.Permanent)
            Heard();
        if (outcome.Answer is { } said)
            _loads.Answered(said);
        Left(outcome.Answer?.RulesFree, engagement);
        if (outcome.Failure is { } failure)
        {
            _lastFailure = failure;
            Trace.DeliveryFailures.Add(1, new KeyValuePair<string, object?>("operator", _id));
            LogUndelivered(_id, engagement, revision, failure, outcome.Permanent ? "not tried again" : "tried again");
            if (_queue.OpenUntil is { } open && wasOpen is null)
                LogOpened(_id, open, failure);
        }

        if (outcome.Answer is { } answer && MitigationKey.TryParseEngagement(engagement, out var key, out _))
            GrainFactory.GetGrain<IMitigationGrain>(key.ToString()).Heard(_id, answer).LoggedBy(log, "passing on the answer about", engagement);
        StartWhatIsDue();
        return Task.CompletedTask;
    }

    public Task Seen(OrderAnswer? said)
    {
        Heard();
        if (_queue.Heard())
            StartWhatIsDue();
        if (said is not null)
            _loads.Answered(said);
        Left(said?.RulesFree);
        return Task.CompletedTask;
    }

    public Task Registered()
    {
        _loads.Counted();
        _standing = Loaded with { RulesFree = null };
        Heard();
        TellStanding();
        return Task.CompletedTask;
    }

    public Task Expect(string engagement, OperatorLoad load)
    {
        _loads.Set(engagement, load);
        Stands(Loaded);
        return Task.CompletedTask;
    }

    public Task<OperatorRoom?> Reserve(string engagement, OperatorLoad load, int held, OperatorRoom? known)
    {
        var room = _loads.Reserve(engagement, load, held, known, consortium.Current.Profile(_id), Loaded);
        Stands(Loaded);
        return Task.FromResult(room);
    }

    public Task Watch() => Task.CompletedTask;

    public Task<OperatorHealth> Health() => Task.FromResult(new OperatorHealth
    {
        Member = _id, LastSeen = _seen, Lost = _lost, CircuitOpenUntil = _queue.OpenUntil, Queued = _queue.Count, LastFailure = _lastFailure,
    });

    /// <summary>What is expected of it is different by the time, too: orders end.</summary>
    private OperatorStanding Loaded => _loads.On(_standing, consortium.Current.Profile(_id)?.RulesSaid);

    /// <summary>It has so many filter entries left; null: it did not say.</summary>
    /// <param name="engagement">It said so with its answer about this one; null: in a message of its own.</param>
    private void Left(int? rulesFree, string? engagement = null)
    {
        if (rulesFree is not { } free)
            return;
        _loads.Counted(free, _standing.RulesFree ?? consortium.Current.Profile(_id)?.RulesSaid, engagement);
        Stands(Loaded with { RulesFree = free });
    }

    private void Heard()
    {
        _seen = time.GetUtcNow();
        if (_lost)
            LogBack(_id);
        _lost = false;
        Stands(_standing with { Lost = false });
    }

    private void Stands(OperatorStanding standing)
    {
        _standing = standing;
        if (_pace.Due(standing) is not { } due)
            return;
        if (due == TimeSpan.Zero)
            TellStanding();
        else
            _telling!.Change(due, Timeout.InfiniteTimeSpan);
    }

    private Task TellWhatWaited(CancellationToken cancellation)
    {
        Stands(_standing);
        return Task.CompletedTask;
    }

    private void TellStanding()
    {
        _pace.Told(_standing);
        Tell(_standing);
    }

    private void Tell(OperatorStanding standing) =>
        GrainFactory.GetGrain<IConsortiumGrain>(0).Stands(_id, standing).LoggedBy(log, "telling how it stands", _id);

    private Task Pump(CancellationToken cancellation)
    {
        StartWhatIsDue();
        return Task.CompletedTask;
    }

    /// <summary>Starts attempts; each goes on outside this turn and ends in a short call to this grain.</summary>
    private void StartWhatIsDue()
    {
        while (_queue.Start() is { } order)
        {
            _loads.Asking(order.Engagement);
            Attempt(order).LoggedBy(log, "delivering to", _id);
        }

        _timer!.Change(_queue.Next() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private async Task Attempt(Order order)
    {
        DeliveryOutcome outcome;
        try
        {
            using var span = Trace.Start("order.deliver", ("what", order.Withdraw ? "withdrawal" : "order"), ("operator", _id));
            outcome = consortium.Current.Profile(_id) is { } profile
                ? await link.Deliver(profile, order, times.Deadline)
                : DeliveryOutcome.Failed($"{_id} has not registered a controller, or is not approved");
        }
        catch (Exception failure)
        {
            // A link answers outcomes for all that networks do; this is a bug, and the queue must not lose its place for it.
            LogAttemptFailed(_id, order.Engagement, failure);
            outcome = DeliveryOutcome.Failed(failure.Message);
        }

        await this.AsReference<IOperatorGrain>().Delivered(order.Engagement, order.Revision, outcome);
    }

    private Task Beat(CancellationToken cancellation)
    {
        var silent = time.GetUtcNow() - (_seen ?? _activated);
        var profile = consortium.Current.Profile(_id);
        if (profile is { Leaving: true })
            return Task.CompletedTask;
        if (!_lost && silent > times.Heartbeat * 3)
        {
            _lost = true;
            Trace.OperatorsLost.Add(1, new KeyValuePair<string, object?>("operator", _id));
            LogLost(_id, (int)silent.TotalSeconds);
            Stands(_standing with { Lost = true });
        }

        // What was told may have been lost, and whoever keeps it may have been started anew.
        Stands(Loaded);
        Tell(_pace.Again);

        if (profile is not null)
            SendHeartbeat(profile).LoggedBy(log, "greeting", _id);
        return Task.CompletedTask;
    }

    private void TellNext()
    {
        // While the circuit is open nothing but one probing order is sent.
        while (_queue.OpenUntil is null && _notices.Start() is { } notice)
            SendNotice(notice).LoggedBy(log, "telling", _id);
    }

    private async Task SendNotice(OperatorNotice notice)
    {
        try
        {
            using var span = Trace.Start("operator.tell", ("operator", _id));
            if (consortium.Current.Profile(_id) is { } profile && (await link.Tell(profile, notice, times.Deadline)).Failure is { } failure)
                LogUntold(_id, notice.Alert, failure);
        }
        finally
        {
            await this.AsReference<IOperatorGrain>().Told();
        }
    }

    private async Task SendHeartbeat(OperatorProfile profile)
    {
        // The answer is as good as a heartbeat of its own.
        if ((await link.Heartbeat(profile, times.Deadline)).Delivered)
            await this.AsReference<IOperatorGrain>().Seen(null);
    }

    [LoggerMessage(2201, LogLevel.Warning, "{Operator} has not answered {Engagement} revision {Revision}: {Failure}; {Next}", EventName = "Order.Undelivered")]
    private partial void LogUndelivered(string @operator, string engagement, int revision, string failure, string next);

    [LoggerMessage(2202, LogLevel.Warning, "{Operator} failed too often in a row (last: {Failure}); circuit open until {Until:u}, plans go on with others", EventName = "Operator.CircuitOpen")]
    private partial void LogOpened(string @operator, DateTimeOffset until, string failure);

    [LoggerMessage(2203, LogLevel.Error, "{Operator}: nothing heard for {Seconds} s, three heartbeats missed; its filters stay until their end, call its NOC", EventName = "Operator.Lost")]
    private partial void LogLost(string @operator, int seconds);

    [LoggerMessage(2204, LogLevel.Information, "{Operator} is heard again", EventName = "Operator.Back")]
    private partial void LogBack(string @operator);

    [LoggerMessage(2206, LogLevel.Information, "{Operator} was not told the news about alert {Alert}: {Failure}; not tried again, it is no order", EventName = "Operator.Untold")]
    private partial void LogUntold(string @operator, string alert, string failure);

    [LoggerMessage(2205, LogLevel.Error, "{Operator}: an attempt to deliver {Engagement} failed inside this program; tried again", EventName = "Order.AttemptFailed")]
    private partial void LogAttemptFailed(string @operator, string engagement, Exception failure);
}
