using Controller.Orders;
using Dots.Scopes;
using Microsoft.Extensions.Logging;

namespace Controller.Mitigators;

internal sealed partial class LogMitigator
{
    [LoggerMessage(3101, LogLevel.Information, "{Engagement} revision {Revision}: would {Treatment} traffic {Match} until {NotAfter:u}", EventName = "Apply")]
    private partial void LogApply(string engagement, int revision, Treatment treatment, TrafficMatch match, DateTimeOffset notAfter);

    [LoggerMessage(3102, LogLevel.Information, "{Engagement}: would take its filter out", EventName = "Withdraw")]
    private partial void LogWithdraw(string engagement);
}
