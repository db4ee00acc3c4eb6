using System.Diagnostics;
using Bench.World;
using MeasureHook;

namespace Bench.Accept.Mixed;

/// <summary>What was seen of the measured members' messages, of everything else, and of both processes, in one or several stretches of the same kind.</summary>
internal sealed class Phase
{
    private double _seconds;
    private double _serverWorked;
    private double _serverPaused;
    private double _serverAllocated;
    private readonly long[] _commits = new long[ServerState.CommitSteps];
    private double _clientWorked;
    private double _clientPaused;

    public Samples Requests { get; } = new();

    public Samples Heartbeats { get; } = new();

    public Samples Terminations { get; } = new();

    public Samples Registrations { get; } = new();

    /// <summary>Heartbeats of members that are not measured.</summary>
    public Samples OtherHeartbeats { get; } = new();

    public double Seconds => _seconds;

    public IEnumerable<(string Kind, Samples Samples)> Measured => [("request", Requests), ("heartbeat", Heartbeats), ("termination", Terminations)];

    public int Failed => Measured.Sum(m => m.Samples.Failed) + Registrations.Failed + OtherHeartbeats.Failed;

    /// <summary>Cores that the orchestrator kept busy.</summary>
    public double ServerCores => _serverWorked / _seconds;

    /// <summary>Cores that the members, the controllers and the flooder kept busy, all in this process.</summary>
    public double ClientCores => _clientWorked / _seconds;

    /// <summary>Share of the time that collections stopped the orchestrator for.</summary>
    public double ServerPauses => _serverPaused / _seconds;

    public double ClientPauses => _clientPaused / _seconds;

    /// <summary>Bytes a second.</summary>
    public double ServerAllocates => _serverAllocated / _seconds;

    /// <summary>The journal's commits a second.</summary>
    public double Commits => _commits.Sum() / _seconds;

    /// <summary>Milliseconds that this share of the journal's commits took at most.</summary>
    public double Commit(double share)
    {
        var (all, seen, step) = (_commits.Sum(), 0L, 0);
        while (step < _commits.Length - 1 && (seen += _commits[step]) <= share * all)
            step++;
        return ServerState.SecondsOf(step) * 1000;
    }

    /// <summary>Runs one stretch.</summary>
    public async Task During(ServerProcess server, Func<Task> stretch)
    {
        var (begin, before, worked, paused) = (Stopwatch.GetTimestamp(), await server.State(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        await stretch();
        var after = await server.State();
        _seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _serverWorked += after.Worked - before.Worked;
        _serverPaused += after.Paused - before.Paused;
        _serverAllocated += after.Allocated - before.Allocated;
        for (var step = 0; step < _commits.Length; step++)
            _commits[step] += after.Commits[step] - before.Commits[step];
        _clientWorked += (Environment.CpuUsage.TotalTime - worked).TotalSeconds;
        _clientPaused += (GC.GetTotalPauseDuration() - paused).TotalSeconds;
    }
}
