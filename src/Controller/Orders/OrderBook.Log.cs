using Microsoft.Extensions.Logging;

namespace Controller.Orders;

internal sealed partial class OrderBook
{
    [LoggerMessage(3011, LogLevel.Error, "{Engagement}: its next step could not be stored and is tried again every second. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogTickNotStored(ILogger log, string engagement, Exception exception);
}
