using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Quickstart.Internet;
using Quickstart.Live;
using AttackSource = Dots.Mechanism.AttackSource;
using Word = Dots.Mechanism.MitigationStatus;

namespace Quickstart.Scenario;

/// <summary>
/// Plays one attack: op1 asks, the orchestrator orders, one helper declines, one is slow, one is down, one goes down half-way; then the withdrawal and
/// the proof that nothing is left.
/// </summary>
internal sealed class ScenarioPlayer(SimulatedWorld world, ScenarioOptions options, TimeProvider time)
{
    /// <summary>op1's link takes a quarter of what the attack sends.</summary>
    private const double LinkShare = 0.25;

    private const string Unfinished = "scenario.unfinished";

    private static readonly TimeSpan ToFallWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ToVanishWithin = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _elapsed = new();
    private readonly List<(string Phase, TimeSpan At)> _phases = [];
    private volatile MitigationStatusUpdates? _status;
    private volatile string? _note;
    private DateTimeOffset _asked;
    private string _alert = "";

    /// <summary>The phases played so far, each with its time since the request's first byte.</summary>
    public IReadOnlyList<(string Phase, TimeSpan At)> Phases => _phases;

    private double MaxBandwidth => world.Attack.OfferedBps * LinkShare;

    private string MarkerPath => Path.Combine(world.Data, Unfinished);

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

    /// <summary>What is to be seen, four times a second, until the token ends it.</summary>
    public async IAsyncEnumerable<LiveView> Views([EnumeratorCancellation] CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!stop.IsCancellationRequested)
        {
            yield return await View();
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        yield return await View();
    }

    /// <summary>A scenario of an earlier process that never came to its end is withdrawn first; other mitigations are not touched.</summary>
    private async Task FinishEarlier(CancellationToken stop)
    {
        if (!File.Exists(MarkerPath))
            return;
        Say("withdrawing a scenario that did not end");
        await world.Asker.Asker.Terminate((await File.ReadAllTextAsync(MarkerPath, stop)).Trim(), stop);
        await Poll.Comes(() => world.Helpers.All(h => h.Left().Count == 0), ToVanishWithin, stop);
        File.Delete(MarkerPath);
    }

    private async Task PlayAttack(CancellationToken stop)
    {
        foreach (var down in world.Helpers.Where(h => h.Name == "op7" || options.Break == Break.AllDown))
            await down.Stop();
        world.Plane.Offer(world.Attack.OfferedBps);

        _alert = world.Asker.Asker.NewAlertId(DefaultInternet.VictimV4.ToString());
        await File.WriteAllTextAsync(MarkerPath, _alert, stop);
        world.Asker.Asker.StatusChanged += Heard;
        _asked = time.GetUtcNow();
        _elapsed.Start();
        Say("attack begins, op1 asks for help");
        var answer = await world.Asker.Asker.Request(Request(), stop);
        if (answer is not SendResult<MitigationStatusUpdates>.Ok)
            throw new ScenarioFailedException($"the request was not accepted: {answer}");
        Phase("accepted");

        if (!await Poll.Comes(() => world.Plane.ResidueBps < MaxBandwidth, ToFallWithin, stop))
            throw new ScenarioFailedException($"residue_bps={world.Plane.ResidueBps:0} stayed above op1's max_bandwidth {MaxBandwidth:0} for {ToFallWithin.TotalSeconds:0} s; {Told().Words}");
        Phase("residue fits op1's link");
        await Poll.Pause(Watched, stop);

        Say("op8's controller goes down; its filter stays in its network");
        var op8 = world.Operators[7];
        await op8.Stop();
        await Poll.Pause(Watched, stop);
        await op8.Start();
        await Poll.Until(() => op8.Ready, TimeSpan.FromSeconds(20), "op8 did not come back", stop);
        Say("op8 is back");
        Phase("op8 is back");
        await Poll.Comes(() => Reporting() >= 5 || options.Break != Break.None, Watched, stop);
    }

    private async Task<ScenarioResult> Withdrawn(CancellationToken stop)
    {
        var counters = world.Plane.Read();
        var (asked, active) = (Told().Asked, Reporting());
        var times = ActiveTimes();
        if (active == 0)
            throw new ScenarioFailedException("nobody reports drops");

        Say("op1 withdraws");
        await world.Asker.Asker.Terminate(_alert, stop);
        Phase("withdrawn");
        await Poll.Comes(() => Left() == 0 && _status?.Status == Word.Done, ToVanishWithin, stop);
        Phase("nothing is left");
        world.Plane.Offer(0);
        var left = Left();
        var held = world.Helpers.Sum(h => world.Plane.Holds(h.Name).Length);
        if (left == 0)
            File.Delete(MarkerPath);
        return new ScenarioResult
        {
            Failure = left + held == 0 ? null : $"after the withdrawal {left} orders are left in the controllers' logs and {held} filters in the networks",
            Asked = asked, Active = active, Reach = world.Plane.CrossesMember(world.Helpers.Select(h => h.Name)),
            Removed = 1 - (counters.Residue.Now.Bps / counters.Offered.Now.Bps), ResidueBps = counters.Residue.Now.Bps,
            FirstActive = times.Count == 0 ? TimeSpan.Zero : times.Min() - _asked, AllActive = times.Count == 0 ? TimeSpan.Zero : times.Max() - _asked, Left = left,
        };
    }

    private MitigationRequest Request() => new()
    {
        AlertId = _alert,
        Action = MitigationAction.Mitigation,
        Lifetime = TimeSpan.FromMinutes(10),
        MaxBandwidthBps = (long)MaxBandwidth,
        Header = PacketHeader.FromMatch(world.Attack.Signature.To(DefaultInternet.VictimV4)),
        Info = new AttackInfo { Ongoing = true, Severity = AttackSeverity.High, Direction = AttackDirection.In, Health = 20, Started = time.GetUtcNow() },
        Extension = new MitigationRequestExtension
        {
            VolumeBps = (long)world.Attack.OfferedBps,
            Sources = [.. world.Attack.Sources().Select(s => new AttackSource { Prefix = s.Address, Bps = (long)s.Bps })],
        },
    };

    private void Heard(MitigationStatusUpdates status)
    {
        if (status.AlertId != _alert)
            return;
        if (_status?.Extension?.Mitigation?.Operators.Any(IsActive) != true && status.Extension?.Mitigation?.Operators.Any(IsActive) == true)
            Phase("op1 hears of the first active operator");
        _status = status;
    }

    private (int Asked, string Words) Told()
    {
        var operators = _status?.Extension?.Mitigation?.Operators ?? [];
        return (operators.Length, string.Join(", ", operators.Select(o => $"{o.Name} {o.State}")));
    }

    private int Reporting() => _status?.Extension?.Mitigation?.Operators.Count(o => IsActive(o) && o.DroppedBps > 0) ?? 0;

    private static bool IsActive(OperatorOverview o) => o.State == "active";

    private List<DateTimeOffset> ActiveTimes() =>
        [.. from helper in world.Helpers
            from active in world.LogOf(helper).Active
            where active.Value >= _asked
            select active.Value];

    private int Left() => world.Helpers.Sum(h => h.Left().Count);

    private void Say(string note) => _note = note;

    private void Phase(string name) => _phases.Add((name, _elapsed.Elapsed));

    private async Task<LiveView> View()
    {
        var plane = world.Plane.Read();
        var status = _status;
        var shares = await Shares();
        var told = status?.Extension?.Mitigation?.Operators.ToDictionary(o => o.Name ?? "", StringComparer.Ordinal) ?? [];
        return new LiveView(
            world.Attack.Name, _elapsed.Elapsed, plane.Offered.Now.Bps, plane.Residue.Now.Bps, MaxBandwidth,
            world.Plane.CrossesMember(world.Helpers.Select(h => h.Name)),
            [.. world.Helpers.Select(h => told.TryGetValue(h.Name, out var o)
                ? new LiveOperator(h.Name, "asked", h.Up || o.State is "ended" ? o.State ?? "" : o.State + " (down)", shares.TryGetValue(h.Name, out var share) ? share * world.Attack.OfferedBps : null, o.DroppedBps, o.Age)
                : new LiveOperator(h.Name, "", h.Up ? "" : "down", null, null, null))],
            _note);
    }

    /// <summary>What the plan expects of each operator; an asker is not told, but this process hosts the orchestrator.</summary>
    private async Task<Dictionary<string, double>> Shares()
    {
        if (_alert.Length == 0)
            return [];
        var grains = world.Orchestrator.GetRequiredService<IGrainFactory>();
        var status = await grains.GetGrain<IMitigationGrain>(new MitigationKey(world.Asker.Name, _alert).ToString()).Status();
        return status?.Operators.ToDictionary(o => o.Operator, o => o.Share, StringComparer.Ordinal) ?? [];
    }
}

/// <summary>The scenario came to an end it should not have.</summary>
internal sealed class ScenarioFailedException(string reason) : Exception(reason);
