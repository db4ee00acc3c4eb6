using Microsoft.Extensions.Logging;

namespace Controller.Signaling;

internal sealed partial class OrchestratorSession
{
    [LoggerMessage(3311, LogLevel.Information, "registered with {Url}", EventName = "Registered")]
    private static partial void LogRegistered(ILogger log, Uri url);

    [LoggerMessage(3312, LogLevel.Warning, "not registered with {Url}, {Tries} tries: {Detail}; next in {Pause:0.0} s. Until then no orders arrive and no help can be asked for", EventName = "NotRegistered")]
    private static partial void LogNotRegistered(ILogger log, Uri url, int tries, string detail, double pause);

    [LoggerMessage(3313, LogLevel.Error, "{Url} is lost: {Missed} heartbeats without an answer ({Detail}). Filters in place stand until their end; new help cannot be asked for. Look at the path to it", EventName = "Lost")]
    private static partial void LogLost(ILogger log, Uri url, int missed, string detail);

    [LoggerMessage(3314, LogLevel.Warning, "{Url} is back; registering again", EventName = "Back")]
    private static partial void LogBack(ILogger log, Uri url);

    [LoggerMessage(3315, LogLevel.Warning, "{Url} does not take heartbeats of this member ({Detail}); registering again", EventName = "Unknown")]
    private static partial void LogUnknown(ILogger log, Uri url, string detail);
}
