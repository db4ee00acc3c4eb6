using System.Diagnostics.Metrics;

namespace MeasureHook;

/// <summary>How long the journal's commits take, told by its own histogram; kept as counts in steps of a tenth, so that a long run costs no memory.</summary>
internal sealed class Commits : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly long[] _steps = new long[ServerState.CommitSteps];

    public Commits()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "orchestrator.storage.commit")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Interlocked.Increment(ref _steps[ServerState.StepOf(seconds)]));
        _listener.Start();
    }

    public long[] Steps() => [.. _steps];

    public void Dispose() => _listener.Dispose();
}
