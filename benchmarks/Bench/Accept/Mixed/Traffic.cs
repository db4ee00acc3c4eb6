using System.Collections.Immutable;
using Dots.Addressing;

namespace Bench.Accept.Mixed;

/// <summary>What happens at the same time: the measured members' messages always, everything else only under load.</summary>
internal sealed class Traffic(Participant[] measured, Participant[] others, Flood flood, TrafficRates rates, Random random)
{
    /// <summary>How long a mitigation stands before it is withdrawn.</summary>
    private static readonly TimeSpan Stands = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private int _registered;
    private long _turn;

    /// <summary>The measured members alone, at the pace that they also have under load.</summary>
    public async Task Quiet(Phase phase, TimeSpan @for)
    {
        using var end = new CancellationTokenSource(@for);
        await Measured(phase, silent: false, end.Token);
    }

    /// <summary>Everything at once: those who have not registered yet do, then they restart in turn.</summary>
    public async Task Loaded(Phase phase, TimeSpan @for)
    {
        using var end = new CancellationTokenSource(@for);
        await Task.WhenAll(
            Measured(phase, silent: true, end.Token),
            Pace.Run(rates.Heartbeats - rates.MeasuredHeartbeats, Fork(), () => OtherBeat(phase), end.Token),
            Registering(phase, end.Token),
            flood.Run(rates.FloodPerSecond, Sources(silent: true), end.Token));
    }

    /// <summary>The same as the measured members do, faster, for code to be compiled as it will be.</summary>
    public async Task WarmUp(Phase phase, TimeSpan @for)
    {
        using var end = new CancellationTokenSource(@for);
        await Task.WhenAll(
            Pace.Run(3000, Fork(), () => Mitigate(phase, silent: false, TimeSpan.FromSeconds(1), end.Token), end.Token),
            Pace.Run(6000, Fork(), () => phase.Heartbeats.Take(Next(measured).Beat), end.Token),
            flood.Run(rates.FloodPerSecond, Sources(silent: false), end.Token));
    }

    private Task Measured(Phase phase, bool silent, CancellationToken until) => Task.WhenAll(
        Pace.Run(rates.Mitigations, Fork(), () => Mitigate(phase, silent, Stands, until), until),
        Pace.Run(rates.MeasuredHeartbeats, Fork(), () => phase.Heartbeats.Take(Next(measured).Beat), until));

    private async Task Mitigate(Phase phase, bool silent, TimeSpan stands, CancellationToken until)
    {
        var member = Next(measured);
        var alert = member.NextAlert();
        var sources = Sources(silent);
        if (!await phase.Requests.Take(() => member.Ask(alert, sources)))
            return;
        try
        {
            await Task.Delay(stands, until);
            await phase.Terminations.Take(() => member.Withdraw(alert));
        }
        catch (OperationCanceledException)
        {
            // The stretch is over: what still stands is withdrawn without being measured.
            await member.Withdraw(alert);
        }
    }

    private async Task Registering(Phase phase, CancellationToken until)
    {
        while (_registered < others.Length && !until.IsCancellationRequested)
        {
            using var all = CancellationTokenSource.CreateLinkedTokenSource(until);
            await Pace.Run(rates.FirstRegistrations, Fork(), () => RegisterNext(phase, all), all.Token);
        }

        await Pace.Run(rates.Restarts, Fork(), () => phase.Registrations.Take(Next(others).Restart), until);
    }

    private Task RegisterNext(Phase phase, CancellationTokenSource all)
    {
        var next = others[_registered];
        if (++_registered == others.Length)
            all.Cancel();
        return phase.Registrations.Take(next.Register);
    }

    private Task OtherBeat(Phase phase)
    {
        var registered = Volatile.Read(ref _registered);
        return registered == 0 ? Task.CompletedTask : phase.OtherHeartbeats.Take(others[(int)(Interlocked.Increment(ref _turn) % registered)].Beat);
    }

    private Participant Next(Participant[] of) => of[(int)(Interlocked.Increment(ref _turn) % of.Length)];

    private ImmutableArray<Prefix> Sources(bool silent)
    {
        lock (_gate)
            return Members.Sources(random, silent);
    }

    private Random Fork()
    {
        lock (_gate)
            return new Random(random.Next());
    }
}

/// <summary>Of everything, a minute, unless it says otherwise.</summary>
internal sealed record TrafficRates(int Mitigations, int Heartbeats, int MeasuredHeartbeats, int FirstRegistrations, int Restarts, int FloodPerSecond);
