using Microsoft.Extensions.Logging;

namespace Controller.Orders;

internal sealed partial class OrderKeeper
{
    [LoggerMessage(3001, LogLevel.Information, "{Engagement} revision {Revision}: {What}; now {State} ({Reason})", EventName = "Moved")]
    private static partial void LogHappened(ILogger log, string engagement, int revision, string what, string state, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "mitigator failed to {Action} {Engagement} revision {Revision}, {Failures} times in a row: {Failure}; asked again in {Pause} s. If this goes on, look at the mitigator (Mitigator:Command) and at the device behind it", EventName = "MitigatorFailed")]
    private static partial void LogMitigatorFailed(ILogger log, string action, string engagement, int revision, int failures, string failure, double pause);

    [LoggerMessage(3003, LogLevel.Error, "{Engagement}: what the mitigator answered could not be stored; it is asked again. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string engagement, Exception exception);

    [LoggerMessage(3004, LogLevel.Warning, "{Engagement} revision {Revision} waits for a person until {NotAfter:u} ({Reason}). Say 'controller approve {Engagement}' or 'controller decline {Engagement} REASON'", EventName = "Waits")]
    private static partial void LogWaits(ILogger log, string engagement, int revision, DateTimeOffset notAfter, string reason);

    private void LogHappened(string engagement, int revision, string what, string state, string reason) => LogHappened(parts.Logger, engagement, revision, what, state, reason);

    private void LogMitigatorFailed(string action, string engagement, int revision, int failures, string failure, double pause) => LogMitigatorFailed(parts.Logger, action, engagement, revision, failures, failure, pause);

    private void LogNotStored(string engagement, Exception exception) => LogNotStored(parts.Logger, engagement, exception);
}
