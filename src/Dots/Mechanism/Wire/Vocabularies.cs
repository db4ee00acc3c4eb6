using System.Collections.Immutable;

namespace Dots.Mechanism.Wire;

/// <summary>The words and numbers of each enumeration; the first is sent.</summary>
internal static class Vocabularies
{
    private static readonly (Countermeasures Value, string[] Texts)[] CountermeasureWords =
    [
        (Countermeasures.Mitigation, ["mitigation"]), (Countermeasures.Blackhole, ["blackhole"]), (Countermeasures.Flowspec, ["flowspec"]), (Countermeasures.All, ["all"]),
    ];

    private static readonly (IpVersions Value, string[] Texts)[] IpVersionWords = [(IpVersions.V4, ["v4"]), (IpVersions.V6, ["v6"])];

    public static readonly Kind<Countermeasures> CountermeasureCsv = Kinds.FlagCsv(static (a, b) => a | b, Split, CountermeasureWords);

    public static readonly Kind<Countermeasures> CountermeasureArray = Kinds.FlagArray(static (a, b) => a | b, Split, CountermeasureWords);

    public static readonly Kind<IpVersions> IpVersionCsv = Kinds.FlagCsv(static (a, b) => a | b, Split, IpVersionWords);

    public static readonly Kind<IpVersions> IpVersionArray = Kinds.FlagArray(static (a, b) => a | b, Split, IpVersionWords);

    public static readonly Kind<MitigationAction> Action = Kinds.Words(Sent.AsNumber,
        (MitigationAction.Mitigation, ["1", "mitigation"]), (MitigationAction.Blackhole, ["2", "blackhole"]), (MitigationAction.Flowspec, ["3", "flowspec"]));

    public static readonly Kind<AttackSeverity> Severity = Kinds.Words(Sent.AsNumber,
        (AttackSeverity.Low, ["1", "low"]), (AttackSeverity.Medium, ["2", "medium"]), (AttackSeverity.High, ["3", "high"]));

    public static readonly Kind<AttackDirection> Direction = Kinds.Words(Sent.AsNumber, (AttackDirection.In, ["0", "in"]), (AttackDirection.Out, ["1", "out"]));

    public static readonly Kind<AttackStatus> AttackStatus = Kinds.Words(Sent.AsString,
        (Mechanism.AttackStatus.InProcess, ["0", "in-process", "in process"]), (Mechanism.AttackStatus.Terminated, ["1", "terminated"]));

    public static readonly Kind<MitigationStatus> Status = Kinds.Words(Sent.AsNumber,
        (MitigationStatus.Pending, ["0", "pending"]), (MitigationStatus.Ongoing, ["1", "ongoing"]), (MitigationStatus.Done, ["2", "done"]), (MitigationStatus.Error, ["3", "error"]));

    public static readonly Kind<RegistrantKind> Registrant = Kinds.Words(Sent.AsString, (RegistrantKind.Operator, ["operator"]), (RegistrantKind.Customer, ["customer"]));

    public static readonly Kind<OperatorKind> Operator = Kinds.Words(Sent.AsString,
        (OperatorKind.OnPath, ["on-path", "network"]), (OperatorKind.Exchange, ["exchange"]), (OperatorKind.Scrubber, ["scrubber"]));

    public static readonly Kind<ControllerLinkKind> Link = Kinds.Words(Sent.AsString,
        (ControllerLinkKind.Https, ["https"]), (ControllerLinkKind.Signal, ["signal"]), (ControllerLinkKind.SignalTcp, ["signal+tcp"]),
        (ControllerLinkKind.Stream, ["stream"]), (ControllerLinkKind.CallHome, ["callhome"]));

    public static readonly Kind<RegistrationState> Registration = Kinds.Words(Sent.AsString, (RegistrationState.Approved, ["approved"]), (RegistrationState.Pending, ["pending"]));

    public static readonly Kind<RequestedPolicy> Policy = Kinds.Words(Sent.AsString,
        (RequestedPolicy.NearSource, ["near-source"]), (RequestedPolicy.Sightings, ["sightings"]), (RequestedPolicy.Broadcast, ["broadcast"]), (RequestedPolicy.Manual, ["manual"]));

    public static readonly Kind<EngagementReportState> Engagement = Kinds.Words(Sent.AsString,
        (EngagementReportState.Accepted, ["accepted"]), (EngagementReportState.Active, ["active"]), (EngagementReportState.Declined, ["declined"]),
        (EngagementReportState.Exhausted, ["exhausted"]), (EngagementReportState.Released, ["released"]), (EngagementReportState.Ended, ["ended"]));

    public static readonly Kind<DeclineCode> Decline = Kinds.Words(Sent.AsString,
        (DeclineCode.Legal, ["legal"]), (DeclineCode.Policy, ["policy"]), (DeclineCode.Capacity, ["capacity"]),
        (DeclineCode.Unverified, ["unverified"]), (DeclineCode.Unsupported, ["unsupported"]));

    private static ImmutableArray<Countermeasures> Split(Countermeasures set) =>
        set == Countermeasures.All ? [set] : [.. CountermeasureWords.Select(word => word.Value).Where(value => value != Countermeasures.All && set.HasFlag(value))];

    private static ImmutableArray<IpVersions> Split(IpVersions set) => [.. IpVersionWords.Select(word => word.Value).Where(value => set.HasFlag(value))];
}
