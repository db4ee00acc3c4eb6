using Grains.Customers;
using Grains.Operators;
using Storage;

namespace Grains.Mitigations;

/// <content>What time does: gathered news are stored, status goes out, ends pass.</content>
public sealed partial class MitigationGrain
{
    private async Task Drive(CancellationToken cancellation)
    {
        try
        {
            await DriveOnce();
        }
        catch (StoreFullException full)
        {
            LogFull(_key, full.Message);
            _checked = 0;
        }
        catch (Exception failure)
        {
            LogDriveFailed(_key, failure);
            Forget();
        }
    }

    private async Task DriveOnce()
    {
        var now = _time.GetUtcNow();
        _figures.StillBefore(now - RatesLast);
        GatherWhatConsortiumChanged();
        foreach (var readmit in Readmission.Commands(_shell.Current, _consortium.Current, now).ToArray())
            _shell.Gather(readmit);
        var map = _planningView.Current;
        _shell.Gather(new MitigationCommand.Tick(map.Version, map.Since, _sightings.News(_shell.Current.Request?.VolumeBps)));
        if (_figures.Changed && (now - _countedAt >= CountEvery || _shell.Current.Phase == MitigationPhase.Closed))
        {
            _shell.Gather(new MitigationCommand.Count(_figures.TakeCounts(), _figures.Peaks));
            _countedAt = now;
        }
        if (_shell.Current.Phase == MitigationPhase.Closed)
            _shell.Gather(new MitigationCommand.Settle());

        if (_shell.HasGathered)
        {
            using var span = Trace.Source.StartActivity("mitigation.gathered");
            await _shell.Flush();
            _pace.Change();
        }
        else
        {
            _shell.Drive();
        }

        foreach (var (member, load) in _loads.Take(_shell.Committed))
            GrainFactory.GetGrain<IOperatorGrain>(member).Expect(_key.Engagement(member), load).LoggedBy(_log, "telling what is expected of", member);

        var next = _pace.Next(now, _shell.Committed.Runs);
        if (next <= TimeSpan.Zero)
        {
            Publish();
            next = _pace.Next(now, _shell.Committed.Runs);
        }

        // Closed, but not before the asker was told so: the last status may have to wait for its second.
        if (_shell.Committed is { Phase: MitigationPhase.None } or { Phase: MitigationPhase.Closed, Settled: true } && next == TimeSpan.MaxValue)
        {
            LogClosed(_key);
            _timer?.Dispose();
            _timer = null;
            DeactivateOnIdle();
        }
        else
        {
            DriveSoon(next < DriveEvery ? next : DriveEvery);
        }
    }

    private void Publish()
    {
        var status = Snapshot();
        _pace.Published(status.At);
        GrainFactory.GetGrain<ICustomerGrain>(_key.Member).Publish(status).LoggedBy(_log, "publishing", _key);
    }

    private void PublishSoon()
    {
        _pace.Change();
        var next = _pace.Next(_time.GetUtcNow(), _shell.Committed.Runs);
        DriveSoon(next < TimeSpan.Zero ? TimeSpan.Zero : next);
    }

    /// <summary>Looked at when the consortium has changed, and once after each start.</summary>
    private void GatherWhatConsortiumChanged()
    {
        var consortium = _consortium.Current;
        var known = _planningView.Current;
        if (_consortium.FetchedAt is null || (consortium.Snapshot.Version == _checked && ReferenceEquals(known, _checkedWith)))
            return;
        (_checked, _checkedWith) = (consortium.Snapshot.Version, known);
        foreach (var command in Barred.Commands(_key, _shell.Current, consortium, _planningView).ToArray())
        {
            if (command is MitigationCommand.Withdraw end)
                LogBarred(_key, end.Reason, end.By, end.Why);
            else if (command is MitigationCommand.Dismiss dismiss)
                LogDismissed(_key, dismiss.Operator, dismiss.Why);
            _shell.Gather(command);
        }
    }

    /// <summary>The next drive comes no later than this.</summary>
    private void DriveSoon(TimeSpan @in)
    {
        var due = _time.GetUtcNow() + @in;
        if (_timer is null)
            _timer = this.RegisterGrainTimer(Drive, new GrainTimerCreationOptions { DueTime = @in, Period = DriveEvery, KeepAlive = true });
        else if (due < _dueAt || _dueAt <= _time.GetUtcNow())
            _timer.Change(@in, DriveEvery);
        else
            return;
        _dueAt = due;
    }

    /// <summary>
    /// What has nothing to wait for leaves memory at once: members may name any number of mitigations that never were, and each would stay for as long as
    /// idle grains do.
    /// </summary>
    private void LeaveIdle()
    {
        if (_timer is null)
            DeactivateOnIdle();
    }

    /// <summary>Nobody knows what is stored: this activation ends, the next one reads back.</summary>
    private void Forget()
    {
        _timer?.Dispose();
        _timer = null;
        DeactivateOnIdle();
    }
}
