using Microsoft.Extensions.Logging;

namespace Controller.Customers;

internal sealed partial class CustomerKeeper
{
    [LoggerMessage(3501, LogLevel.Information, "{Mitigation} revision {Revision}: {What} ({Why})", EventName = "Moved")]
    private static partial void LogHappened(ILogger log, string mitigation, int revision, string what, string why);

    [LoggerMessage(3502, LogLevel.Error, "{Mitigation}: its next step could not be stored and is tried again. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string mitigation, Exception exception);

    [LoggerMessage(3503, LogLevel.Warning, "{Mitigation}: own means do not suffice and {Server} does not help, {Tries} tries: {Detail}. It is asked again, or the next of Orchestrator:Fallbacks", EventName = "NotHelped")]
    private static partial void LogNotHelped(ILogger log, string mitigation, Uri server, int tries, string detail);

    [LoggerMessage(3504, LogLevel.Warning, "{Mitigation}: {Server} has not ended what it was asked as {Alert}: {Detail}. It is told again; without a refresh it ends there by itself", EventName = "NotEnded")]
    private static partial void LogNotEnded(ILogger log, string mitigation, Uri server, string alert, string detail);

    [LoggerMessage(3505, LogLevel.Warning, "{Mitigation}: status not delivered to the customer's {Callback} ({Detail}); tried again, the customer can fetch it by heartbeat", EventName = "NotPushed")]
    private static partial void LogNotPushed(ILogger log, string mitigation, Uri callback, string detail);
}
