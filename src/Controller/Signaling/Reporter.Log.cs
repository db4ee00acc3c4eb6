using Microsoft.Extensions.Logging;

namespace Controller.Signaling;

internal sealed partial class Reporter
{
    [LoggerMessage(3301, LogLevel.Warning, "{Engagement} revision {Revision}: report not delivered, {Failures} tries: {Detail}; next in {Pause:0.0} s. Filters stand until their end whatever happens to reports", EventName = "NotDelivered")]
    private static partial void LogFailed(ILogger log, string engagement, int revision, int failures, string detail, double pause);

    [LoggerMessage(3302, LogLevel.Error, "{Engagement} revision {Revision}: the orchestrator refuses reports about it ({Detail}) and gets no more of this state. Its filter stands until its end", EventName = "Refused")]
    private static partial void LogRefused(ILogger log, string engagement, int revision, string detail);
}
