using Microsoft.Extensions.Logging;

namespace Grains.Mitigations;

public sealed partial class MitigationGrain
{
    [LoggerMessage(2101, LogLevel.Information, "{Mitigation}: {Operator} revision {Revision} is {State} {Decline}", EventName = "Engagement.Moved")]
    private partial void LogMoved(MitigationKey mitigation, string @operator, int revision, EngagementState state, DeclineCode? decline);

    [LoggerMessage(2102, LogLevel.Warning, "{Mitigation}: report of {Operator} ignored: {Why}; if it goes on, ask its NOC", EventName = "Engagement.Contradiction")]
    private partial void LogContradiction(MitigationKey mitigation, string @operator, string why);

    [LoggerMessage(2103, LogLevel.Warning, "{Mitigation}: report of {Operator} refused: {Why}", EventName = "Engagement.NotAsked")]
    private partial void LogRefusedReport(MitigationKey mitigation, string @operator, string why);

    [LoggerMessage(2104, LogLevel.Error, "{Mitigation}: planning scope {Scope} failed; standing orders stay, planned again in seconds", EventName = "Mitigation.PlanFailed")]
    private partial void LogPlanFailed(MitigationKey mitigation, int scope, Exception failure);

    [LoggerMessage(2105, LogLevel.Warning, "{Mitigation}: policy {Policy} found nobody to ask; see the plan's skipped operators in the ledger", EventName = "Mitigation.NobodyToAsk")]
    private partial void LogNobody(MitigationKey mitigation, string policy);

    [LoggerMessage(2106, LogLevel.Error, "{Mitigation}: not stored, the disk is full ({Why}); free space on the data directory, withdrawals go on from the reserve", EventName = "Mitigation.StoreFull")]
    private partial void LogFull(MitigationKey mitigation, string why);

    [LoggerMessage(2108, LogLevel.Error, "{Mitigation}: a turn failed; its state is read back before anything else is sent", EventName = "Mitigation.DriveFailed")]
    private partial void LogDriveFailed(MitigationKey mitigation, Exception failure);

    [LoggerMessage(2110, LogLevel.Warning, "{Mitigation}: ends ({Reason}, by {By}): {Why}; its filters are withdrawn", EventName = "Mitigation.Barred")]
    private partial void LogBarred(MitigationKey mitigation, EndReason reason, string by, string why);

    [LoggerMessage(2111, LogLevel.Warning, "{Mitigation}: {Operator} may not help any more ({Why}); its filter is withdrawn and others are looked for", EventName = "Engagement.Dismissed")]
    private partial void LogDismissed(MitigationKey mitigation, string @operator, string why);

    [LoggerMessage(2112, LogLevel.Error, "{Mitigation}: operators could not be asked what they see; planned without", EventName = "Mitigation.LookFailed")]
    private partial void LogLookFailed(MitigationKey mitigation, Exception failure);

    [LoggerMessage(2113, LogLevel.Warning, "{Mitigation}: what {Operator} says it sees contradicts what others see; it was bounded by what they and its ports allow. If it goes on, ask its NOC", EventName = "Sighting.Doubted")]
    private partial void LogDoubted(MitigationKey mitigation, string @operator);

    [LoggerMessage(2114, LogLevel.Information, "{Mitigation}: planned by {Policy}, {Asked} operators are asked; the attack is {Class}. {Notes}", EventName = "Mitigation.Planned")]
    private partial void LogPlanned(MitigationKey mitigation, string policy, int asked, string? @class, string notes);

    [LoggerMessage(2115, LogLevel.Warning, "{Mitigation}: its asker fares badly and {Engaged} operators are engaged, as many as may be by Planning:Ask; no further ones are asked while they stand", EventName = "Mitigation.FullyEngaged")]
    private partial void LogFullyEngaged(MitigationKey mitigation, int engaged);

    [LoggerMessage(2116, LogLevel.Warning, "{Mitigation}: what the plan takes of {Operator} could not be kept for it; it is ordered all the same, and its controller may have no room", EventName = "Mitigation.NotReserved")]
    private partial void LogNotReserved(MitigationKey mitigation, string @operator, Exception failure);

    [LoggerMessage(2109, LogLevel.Information, "{Mitigation}: closed, no controller holds anything", EventName = "Mitigation.Closed")]
    private partial void LogClosed(MitigationKey mitigation);
}
