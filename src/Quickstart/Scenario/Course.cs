using System.Collections.Concurrent;
using System.Diagnostics;

namespace Quickstart.Scenario;

/// <summary>How far a scenario has come. Safe for any number of threads.</summary>
internal sealed class Course
{
    private readonly Stopwatch _elapsed = new();
    private readonly ConcurrentQueue<(string Phase, TimeSpan At)> _phases = [];
    private volatile string? _note;

    /// <summary>Time since the request's first byte.</summary>
    public TimeSpan Elapsed => _elapsed.Elapsed;

    /// <summary>What just happened, or null.</summary>
    public string? Note => _note;

    /// <summary>The phases played so far, each with its time since the request's first byte.</summary>
    public IReadOnlyList<(string Phase, TimeSpan At)> Phases => [.. _phases];

    public void Begin() => _elapsed.Start();

    public void Say(string note) => _note = note;

    public void Phase(string name) => _phases.Enqueue((name, _elapsed.Elapsed));

    /// <summary>Both: it is seen while it happens, and stands among the phases.</summary>
    public void Turn(string what)
    {
        Say(what);
        Phase(what);
    }
}
