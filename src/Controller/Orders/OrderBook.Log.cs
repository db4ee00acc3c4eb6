using Microsoft.Extensions.Logging;

namespace Controller.Orders;

internal sealed partial class OrderBook
{
    [LoggerMessage(3011, LogLevel.Error, "{Engagement}: its next step could not be stored and is tried again every second. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogTickNotStored(ILogger log, string engagement, Exception exception);

    [LoggerMessage(3016, LogLevel.Warning, "{Engagement}: that its stop was lifted could not be stored, so its sender is not told; it is taken again all the same when it is ordered", EventName = "LiftNotStored")]
    private static partial void LogLiftNotStored(ILogger log, string engagement, Exception exception);

    [LoggerMessage(3012, LogLevel.Warning, "{Target} stopped by {By}: its filters are taken out and new orders declined until 'controller resume {Target}'", EventName = "Stopped")]
    private static partial void LogStopped(ILogger log, string target, string by);

    [LoggerMessage(3013, LogLevel.Warning, "stop of {Target} lifted by {By}; what was declined meanwhile may be ordered again", EventName = "Resumed")]
    private static partial void LogResumed(ILogger log, string target, string by);

    [LoggerMessage(3014, LogLevel.Information, "{Engagement}: its asker's health is {Health} of 100, attack {Attack}", EventName = "Efficacy")]
    private static partial void LogEfficacy(ILogger log, string engagement, int health, Dots.Mechanism.AttackStatus attack);

    [LoggerMessage(3015, LogLevel.Information, "{Engagement}: the orchestrator acknowledged its end", EventName = "Acknowledged")]
    private static partial void LogAcknowledged(ILogger log, string engagement);
}
