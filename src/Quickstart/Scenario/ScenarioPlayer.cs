using System.Collections.Immutable;
using Dots.Mechanism;
using Dots.Scopes;
using Orchestrator.Gateway.Usage;
using Quickstart.Live;

namespace Quickstart.Scenario;

/// <summary>
/// Plays one attack: op1 asks and tells how it fares, the orchestrator orders, one helper declines, one waits for its administrator, one is slow, one is down, one
/// goes down half-way; op1 narrows what it asked for; then the withdrawal, the proof that nothing is left, and the account.
/// </summary>
internal sealed class ScenarioPlayer
{
    private const string Unfinished = "scenario.unfinished";

    private static readonly TimeSpan ToFallWithin = TimeSpan.FromSeconds(10);

    // Where a new plan gives a controller other sources too, its filter changes 30 s after the last time.
    private static readonly TimeSpan ToChangeWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ToReportWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ToComeBackWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ToVanishWithin = TimeSpan.FromSeconds(20);

    private readonly SimulatedWorld _world;
    private readonly ScenarioOptions _options;
    private readonly Course _course = new();
    private readonly AskedMitigation _mitigation;
    private readonly ScenarioViews _views;

    public ScenarioPlayer(SimulatedWorld world, ScenarioOptions options, TimeProvider time)
    {
        (_world, _options) = (world, options);
        _mitigation = new AskedMitigation(world, _course, time);
        _views = new ScenarioViews(world, _mitigation, _course);
    }

    /// <summary>The phases played so far, each with its time since the request's first byte.</summary>
    public IReadOnlyList<(string Phase, TimeSpan At)> Phases => _course.Phases;

    /// <summary>Who helped whom, when it is over; empty when the account was not closed in time.</summary>
    public ImmutableArray<UsageRecord> Usage { get; private set; } = [];

    /// <summary>What each helper was expected to drop and what it did, just before the withdrawal; null before.</summary>
    public Help? Help { get; private set; }

    private SimulatedOperator Op4 => _world.Operators[3];

    private SimulatedOperator Op8 => _world.Operators[7];

    private string MarkerPath => Path.Combine(_world.Data, Unfinished);

    /// <summary>Plays it to its end; never throws for what the scenario is there to show.</summary>
    public async Task<ScenarioResult> Play(CancellationToken stop)
    {
        try
        {
            await FinishEarlier(stop);
            await PlayAttack(stop);
            return await Withdrawn(stop);
        }
        catch (ScenarioFailedException failed)
        {
            return new ScenarioResult { Failure = failed.Message };
        }
        catch (TimeoutException late)
        {
            return new ScenarioResult { Failure = late.Message };
        }
    }

    /// <summary>Whom the orchestrator would ask for this attack.</summary>
    public Task<MitigationOverview> Plan(CancellationToken stop) => _mitigation.Plan(_world.Attack.Signature.To(_world.Plane.Target), stop);

    /// <summary>What is to be seen, until the token ends it.</summary>
    public IAsyncEnumerable<LiveView> Views(CancellationToken stop) => _views.Run(stop);

    /// <summary>A scenario of an earlier process that never came to its end is withdrawn first; other mitigations are not touched.</summary>
    private async Task FinishEarlier(CancellationToken stop)
    {
        if (!File.Exists(MarkerPath))
            return;
        _course.Say("withdrawing a scenario that did not end");
        await _world.Asker.Asker.Terminate((await File.ReadAllTextAsync(MarkerPath, stop)).Trim(), stop);
        await Poll.Comes(() => Left() == 0, ToVanishWithin, stop);
        File.Delete(MarkerPath);
    }

    private async Task PlayAttack(CancellationToken stop)
    {
        foreach (var down in _world.Helpers.Where(h => h.Name == "op7" || _options.Break == Break.AllDown))
            await down.Stop();
        _world.Plane.Offer(_world.Attack.OfferedBps);
        await File.WriteAllTextAsync(MarkerPath, _mitigation.Name(), stop);

        _course.Begin();
        _course.Turn($"attack begins, op1 asks for help with health {_mitigation.Health}: {_world.Attack.Signature} at {_world.Plane.Target.Network}");
        await _mitigation.Ask(_world.Attack.Signature.To(_world.Plane.Target), stop);
        _course.Phase("accepted");

        using var faring = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var health = new HealthReports(_mitigation).Run(faring.Token);
        try
        {
            await Helped(stop);
            await Approved(stop);
            await Narrowed(stop);
            await Interrupted(stop);
        }
        finally
        {
            await faring.CancelAsync();
            await health;
        }
    }

    private async Task Helped(CancellationToken stop)
    {
        if (!await Poll.Comes(() => _world.Plane.ResidueBps < _mitigation.MaxBandwidth, ToFallWithin, stop))
            throw new ScenarioFailedException($"residue_bps={_world.Plane.ResidueBps:0} stayed above op1's max_bandwidth {_mitigation.MaxBandwidth:0} for {ToFallWithin.TotalSeconds:0} s; {Told()}");
        _course.Phase("residue fits op1's link");
        await Poll.Pause(Watched, stop);
    }

    /// <summary>op4 lets its administrator look at every order. Nothing hangs on it: op1's link takes what is left without.</summary>
    private async Task Approved(CancellationToken stop)
    {
        if (!IsAsked(Op4))
            return;
        await Poll.Until(() => Waits(Op4), ToChangeWithin, "op4's order does not wait for approval", stop);
        await Approve(stop);
        await Poll.Until(() => Op4.Log.Of(_mitigation.Key.Engagement(Op4.Name)) is { State: "active" }, ToChangeWithin, "op4 does not filter what its administrator approved", stop);
        await Poll.Pause(Watched, stop);
    }

    /// <summary>op1 has looked at the attack's packets. Less filtering than before: no controller has to wait with it, and what was approved covers it.</summary>
    private async Task Narrowed(CancellationToken stop)
    {
        var narrow = _world.Attack.Signature.ExactlyTo(_world.Plane.Target);
        _course.Turn($"op1 narrows its request to packets of {string.Join(',', narrow.PacketLengths)} bytes");
        await _mitigation.Ask(narrow, stop);
        await Poll.Until(() => IsNarrow(narrow) || Waits(Op4), ToChangeWithin, "wider filters than op1 asks for are still in place", stop);

        // Where the ports alone do not tell the attack from the service, the first order was to clean and this one is to drop: more, to whoever must approve.
        if (Waits(Op4))
            await Approve(stop);
        await Poll.Until(() => IsNarrow(narrow), ToChangeWithin, "wider filters than op1 asks for are still in place", stop);
        _course.Turn("every filter is as narrow as op1 asked");
        await Poll.Pause(Watched, stop);
    }

    private async Task Approve(CancellationToken stop)
    {
        await Op4.Approve(_mitigation.Key.Engagement(Op4.Name));
        _course.Turn("op4's administrator approves its order");
        await Poll.Until(() => !Waits(Op4), ToChangeWithin, "op4's order waits although it was approved", stop);
    }

    private async Task Interrupted(CancellationToken stop)
    {
        _course.Say("op8's controller goes down; its filter stays in its network");
        await Op8.Stop();
        await Poll.Pause(Watched, stop);
        await BackAgain(Op8, stop);
        _course.Turn("op8 is back");
        await Poll.Comes(() => _mitigation.Reporting >= _world.Helpers.Count(Drops), ToReportWithin, stop);
    }

    private async Task<ScenarioResult> Withdrawn(CancellationToken stop)
    {
        var counters = _world.Plane.Read();
        var told = _mitigation.Operators;
        var (asked, active) = (told.Length, told.Count(AskedMitigation.Reports));
        var times = ActiveTimes();
        Help = await HelpNow(told, stop);
        if (active == 0)
            throw new ScenarioFailedException("nobody reports drops");

        _course.Turn("op1 withdraws");
        await _mitigation.Withdraw(stop);
        await Poll.Comes(() => Left() == 0 && _mitigation.IsDone, ToVanishWithin, stop);
        _course.Turn("nothing is left");
        _world.Plane.Offer(0);
        await Settled(asked, stop);

        var left = Left();
        var held = Filters().Count();
        if (left == 0)
            File.Delete(MarkerPath);
        return new ScenarioResult
        {
            Failure = left + held == 0 ? null : $"after the withdrawal {left} orders are left in the controllers' logs and {held} filters in the networks",
            Asked = asked, Active = active, Reach = _world.Plane.CrossesMember(_world.Helpers.Select(h => h.Name)),
            Removed = 1 - (counters.Residue.Now.Bps / counters.Offered.Now.Bps), ResidueBps = counters.Residue.Now.Bps,
            FirstActive = times.Count == 0 ? TimeSpan.Zero : times.Min() - _mitigation.AskedAt, AllActive = times.Count == 0 ? TimeSpan.Zero : times.Max() - _mitigation.AskedAt, Left = left,
        };
    }

    private async Task<Help> HelpNow(ImmutableArray<OperatorOverview> operators, CancellationToken stop)
    {
        var (saved, attainable) = _world.Plane.ByteHops(_world.Helpers.Select(h => h.Name));
        var dropped = _world.Helpers.ToDictionary(h => h.Name, h => _world.Plane.Read(h.Name).Dropped.Now.Bps, StringComparer.Ordinal);
        var told = operators.ToDictionary(o => o.Name ?? "", StringComparer.Ordinal);
        var shares = await _views.Shares();
        return new(
            await new LedgerReader(_world).Class(_mitigation.Key, stop),
            _world.Helpers.Count(h => h.Sightings > 0),
            _world.Attack.OfferedBps,
            saved,
            attainable,
            [
                .. _world.Helpers.Select(h => new HelpRow(
                    h.Name,
                    told.GetValueOrDefault(h.Name)?.State ?? "not asked",
                    shares.TryGetValue(h.Name, out var share) ? share : null,
                    told.GetValueOrDefault(h.Name)?.DroppedBps,
                    dropped[h.Name])),
            ]);
    }

    /// <summary>The account is closed when everybody ever asked has answered the withdrawal: also those who were down all the time.</summary>
    private async Task Settled(int asked, CancellationToken stop)
    {
        foreach (var down in _world.Helpers.Where(h => !h.Up).ToArray())
        {
            await BackAgain(down, stop);
            _course.Turn($"{down.Name} is back, and told that nothing is wanted of it any more");
        }

        await Poll.Comes(() => _mitigation.Operators.All(o => o.State == "ended"), ToVanishWithin, stop);
        await _mitigation.Acknowledge(stop);
        Usage = await new LedgerReader(_world).Usage(_mitigation.Key, asked, ToVanishWithin, stop);
        _course.Turn(Usage.Length == asked ? "the account is closed" : "the account is not closed yet");
    }

    private static async Task BackAgain(SimulatedOperator member, CancellationToken stop)
    {
        await member.Start();
        await Poll.Until(() => member.Ready, ToComeBackWithin, $"{member.Name} did not come back", stop);
    }

    private bool Drops(SimulatedOperator helper) => _world.Plane.Holds(helper.Name).Any(f => f.Counters.Dropped.Now.Bps > 0);

    private bool IsAsked(SimulatedOperator helper) => _mitigation.Operators.Any(o => o.Name == helper.Name);

    private bool Waits(SimulatedOperator helper) => helper.Log.Of(_mitigation.Key.Engagement(helper.Name)) is { Waits: true };

    private bool IsNarrow(TrafficMatch narrow) => Filters().All(f => f.IsWithin(narrow));

    private string Told() => string.Join(", ", _mitigation.Operators.Select(o => $"{o.Name} {o.State}"));

    private IEnumerable<TrafficMatch> Filters() => _world.Helpers.SelectMany(h => _world.Plane.Holds(h.Name)).Select(f => f.Match);

    private List<DateTimeOffset> ActiveTimes() =>
        [.. _world.Helpers.SelectMany(h => h.Log.Engagements().Values).Select(e => e.ActiveAt).OfType<DateTimeOffset>().Where(at => at >= _mitigation.AskedAt)];

    private int Left() => _world.Helpers.Sum(h => h.Log.Left.Count);
}

/// <summary>The scenario came to an end it should not have.</summary>
internal sealed class ScenarioFailedException(string reason) : Exception(reason);
