using System.Collections.Immutable;
using Dots.Mechanism;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Planning;
using Status = Dots.Mechanism.MitigationStatus;

namespace Links.Mechanism;

/// <summary>The federated status as a message to its asker (mechanism, sections 1 and 2).</summary>
public static class StatusMessages
{
    // Together within the 64 KiB of an answer.
    private const int PlannedShown = 200, LongestReason = 120;
    private const int ActionNotSupported = 4, Others = 255;

    /// <param name="visibility">What of the helping operators the asker may see.</param>
    /// <param name="extensions">Whether the asker announced the extensions.</param>
    public static MitigationStatusUpdates Of(Grains.Mitigations.MitigationStatus status, string senderId, Visibility visibility, bool extensions)
    {
        var seconds = Math.Max(1, ((status.Runs ? status.At : status.EndedAt) - status.AcceptedAt).TotalSeconds);
        var (totals, peaks) = (status.Totals, status.Peaks);
        var (word, reason) = Word(status);
        return new MitigationStatusUpdates
        {
            AlertId = MitigationKey.Parse(status.Key).Alert,
            SenderId = senderId,
            Status = word,
            ErrorReason = reason,
            Lifetime = !status.Runs ? null : status.End == DateTimeOffset.MaxValue ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((status.End - status.At).TotalSeconds))),
            SourcePorts = status.Discarded.SourcePorts,
            DestinationPorts = status.Discarded.DestinationPorts,
            SourceIps = status.Discarded.Sources,
            DestinationIps = [.. status.Targets.Distinct()],
            TcpFlags = status.Discarded.TcpFlags,
            StartTime = status.AcceptedAt,
            EndTime = status.Runs ? status.At : status.EndedAt,
            RecordTime = status.At,
            ForwardedTotalPackets = (long)totals.ForwardedPackets,
            ForwardedTotalBits = (long)totals.ForwardedBits,
            ForwardedPeakPps = (long)peaks.ForwardedPps,
            ForwardedPeakBps = (long)peaks.ForwardedBps,
            ForwardedAveragePps = (long)(totals.ForwardedPackets / seconds),
            ForwardedAverageBps = (long)(totals.ForwardedBits / seconds),
            MaliciousTotalPackets = (long)totals.DroppedPackets,
            MaliciousTotalBits = (long)totals.DroppedBits,
            MaliciousPeakPps = (long)peaks.DroppedPps,
            MaliciousPeakBps = (long)peaks.DroppedBps,
            MaliciousAveragePps = (long)(totals.DroppedPackets / seconds),
            MaliciousAverageBps = (long)(totals.DroppedBits / seconds),
            Extension = extensions ? new MitigationStatusExtension { Mitigation = Overview(status, visibility) } : null,
        };
    }

    /// <summary>A plan that nobody carries out (plan_only): shares and reasons, no other member's sources or neighbours.</summary>
    public static MitigationStatusUpdates OfPlan(string alert, PlanOutcome plan, HelpRequest request, string senderId, Visibility visibility, DateTimeOffset now) => new()
    {
        AlertId = alert,
        SenderId = senderId,
        Status = Status.Pending,
        DestinationIps = [.. request.Match.Destinations.Distinct()],
        RecordTime = now,
        Extension = new MitigationStatusExtension
        {
            Mitigation = new MitigationOverview
            {
                State = "planned",
                Reach = plan.Summary.Reach,
                Unmapped = plan.Summary.Reach is null ? null : plan.Summary.Unmapped,
                HopsSaved = plan.Summary.HopsSaved,
                Class = plan.Summary.Class,
                Notes = plan.Summary.Notes.IsEmpty ? null : string.Join("; ", plan.Summary.Notes),
                ResidueBps = plan.Summary.Reach is not null && request.VolumeBps is { } volume ? (long)(volume * Math.Max(0, 1 - plan.Assignments.Values.Sum(a => a.Share))) : null,
                Operators = visibility == Visibility.None ? [] :
                [
                    .. plan.Assignments.OrderByDescending(a => a.Value.Share).ThenBy(a => a.Key, StringComparer.Ordinal).Take(PlannedShown)
                        .Select(a => Planned(a.Key, a.Value, visibility == Visibility.Names)),
                ],
            },
        },
    };

    /// <summary>A reason names the operator or its networks, so it is told to whom names are.</summary>
    private static OperatorOverview Planned(string member, Assignment assignment, bool names) => new()
    {
        Name = names ? member : null,
        State = "planned",
        Share = assignment.Share,
        Reason = !names ? null : assignment.Reason.Length <= LongestReason ? assignment.Reason : assignment.Reason[..LongestReason],
    };

    /// <summary>
    /// Ongoing only when a controller has said that it filters: one that accepted may still wait for somebody's approval. An error as long as everybody asked
    /// has declined or has no room, or there was nobody to ask; others are looked for all the same.
    /// </summary>
    private static (Status Status, int? Reason) Word(Grains.Mitigations.MitigationStatus status)
    {
        if (!status.Runs)
            return (Status.Done, null);
        if (status.Operators.Any(o => o.State == EngagementState.Active))
            return (Status.Ongoing, null);
        if (status.Phase != MitigationPhase.Planned || !status.Operators.All(o => o.State is EngagementState.Declined or EngagementState.Exhausted))
            return (Status.Pending, null);
        return (Status.Error, !status.Operators.IsEmpty && status.Operators.All(o => o.Decline == Grains.Mitigations.DeclineCode.Unsupported) ? ActionNotSupported : Others);
    }

    private static MitigationOverview Overview(Grains.Mitigations.MitigationStatus status, Visibility visibility) => new()
    {
        State = Lower(status.Phase),
        Reach = status.Reach,
        Unmapped = status.Unmapped,
        Removed = status.Removed,
        ResidueBps = (long?)status.ResidueBps,
        Operators = visibility == Visibility.None ? [] : [.. Shown(status.Operators).Select(o => Operator(o, status.At, visibility))],
    };

    /// <summary>All of them, or those that do most.</summary>
    private static IEnumerable<EngagementStatus> Shown(ImmutableArray<EngagementStatus> operators) => operators.Length <= Grains.Mitigations.MitigationStatus.OperatorsShown
        ? operators
        : operators.OrderByDescending(o => o.Figures.DroppedBps).ThenBy(o => o.Operator, StringComparer.Ordinal).Take(Grains.Mitigations.MitigationStatus.OperatorsShown);

    private static OperatorOverview Operator(EngagementStatus engaged, DateTimeOffset now, Visibility visibility) => new()
    {
        Name = visibility == Visibility.Names ? engaged.Operator : null,
        State = Lower(engaged.State),
        Share = Math.Round(engaged.Share, 4),
        DroppedBps = engaged.ReportedAt is null ? null : (long)engaged.Figures.DroppedBps,
        Age = engaged.ReportedAt is { } at ? now - at : null,
    };

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
