using Microsoft.Extensions.Logging;
using Orleans.Embedded.Calls;
using Orleans.Embedded.Timers;

namespace Orleans.Embedded;

internal sealed partial class Silo
{
    public void LogActivationFailed(Exception exception, GrainId grain) => ActivationFailed(_logger, exception, grain);

    public void LogDeactivationFailed(Exception exception, GrainId grain) => DeactivationFailed(_logger, exception, grain);

    public void LogOneWayFailed(Exception exception, Request request, GrainId grain) => OneWayFailed(_logger, exception, request, grain);

    public void LogInconsistentState(Exception exception, GrainId grain) => InconsistentState(_logger, exception, grain);

    public void LogTimerFailed(Exception exception, GrainTimer timer) => TimerFailed(_logger, exception, timer);

    public void LogStateFailed(Exception exception, string operation, string state, GrainId grain) => StateFailed(_logger, exception, operation, state, grain);

    public void LogObserverGone(GrainId observer) => ObserverGone(_logger, observer);

    [LoggerMessage(4001, LogLevel.Error, "Grain {Grain} could not be activated; callers get this exception, the next call tries again")]
    private static partial void ActivationFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(4002, LogLevel.Error, "Grain {Grain} failed while it was deactivated; it is gone all the same")]
    private static partial void DeactivationFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(4003, LogLevel.Warning, "One-way call {Request} failed in grain {Grain}; its caller does not learn of it")]
    private static partial void OneWayFailed(ILogger logger, Exception exception, Request request, GrainId grain);

    [LoggerMessage(4004, LogLevel.Error, "Grain {Grain} found another state stored than it knew; it is deactivated and reads the stored one at its next call")]
    private static partial void InconsistentState(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(4005, LogLevel.Warning, "A {Timer} failed; the timer goes on")]
    private static partial void TimerFailed(ILogger logger, Exception exception, GrainTimer timer);

    [LoggerMessage(4006, LogLevel.Error, "Storage failed in {Operation} of state {State} of grain {Grain}")]
    private static partial void StateFailed(ILogger logger, Exception exception, string operation, string state, GrainId grain);

    [LoggerMessage(4007, LogLevel.Warning, "Observer {Observer} is gone: its object was collected without its reference being deleted; calls to it are dropped")]
    private static partial void ObserverGone(ILogger logger, GrainId observer);
}
