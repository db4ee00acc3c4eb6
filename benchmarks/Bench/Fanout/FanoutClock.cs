using System.Diagnostics;
using System.Diagnostics.Metrics;
using Trace = Grains.Trace;

namespace Bench.Fanout;

/// <summary>
/// From handing over the plan's write to the n-th controller's acknowledgement, told by the orchestrator's own spans and measures: the first is begun just before
/// the write, the second taken when the mitigation hears an answer.
/// </summary>
internal sealed class FanoutClock : IDisposable
{
    /// <summary>Only a defect takes so long: better no figure than a benchmark that never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ActivityListener _spans;
    private readonly MeterListener _measures = new();
    private TaskCompletionSource _all = new();
    private int _missing;
    private long _begun;
    private long _ended;

    public FanoutClock()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Trace.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Name == "mitigation.planned" ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None,
            ActivityStarted = _ => _begun = Stopwatch.GetTimestamp(),
        };
        ActivitySource.AddActivityListener(_spans);
        _measures.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "orchestrator.engagement.acknowledged" && instrument.Meter.Name == Trace.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _measures.SetMeasurementEventCallback<double>((_, _, _, _) => Acknowledged());
        _measures.Start();
    }

    /// <summary>When the plan's write was handed over, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Begun => _begun;

    public TimeSpan Took => Stopwatch.GetElapsedTime(_begun, _ended);

    /// <summary>Begins anew; completes at the n-th acknowledgement.</summary>
    public Task Expect(int acknowledgements)
    {
        _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _missing = acknowledgements;
        return _all.Task.WaitAsync(Patience);
    }

    public void Dispose()
    {
        _spans.Dispose();
        _measures.Dispose();
    }

    private void Acknowledged()
    {
        if (Interlocked.Decrement(ref _missing) != 0)
            return;
        _ended = Stopwatch.GetTimestamp();
        _all.SetResult();
    }
}
