using System.Reflection;
using Orleans.Embedded.Calls;

namespace Orleans.Embedded.Timers;

/// <summary>One tick, in the queue of its activation.</summary>
internal sealed class TimerTick : Request
{
    private static readonly MethodInfo Method = typeof(IGrainTimerInvoker).GetMethod(nameof(IGrainTimerInvoker.InvokeCallbackAsync))!;

    private readonly GrainTimer _timer;
    private readonly Activation _activation;

    public TimerTick(GrainTimer timer, Activation activation)
    {
        _timer = timer;
        _activation = activation;
        Target = activation.GrainId;
        Source = activation.GrainId;
    }

    public override bool AlwaysInterleaves => _timer.Interleave;

    public override bool IsOneWay => true;

    public override bool IsLocal => true;

    public override bool KeepsAlive => _timer.KeepAlive;

    public override MethodInfo InterfaceMethod => Method;

    public override async Task Execute(IGrainContext target)
    {
        try
        {
            if (_activation.Silo.HasIncomingFilters || target.GrainInstance is IIncomingGrainCallFilter)
                await _activation.Silo.Filter(this, target, Run);
            else
                await _timer.Run();
        }
        catch (Exception exception)
        {
            // The timer has told the log already; what is left is what a failed request does to its activation.
            _activation.OnFailed(this, exception);
        }

        async Task<object?> Run()
        {
            await _timer.Run();
            return null;
        }
    }

    public override void Fail(Exception exception)
    {
    }
}
