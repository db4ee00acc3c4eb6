using System.Collections.Immutable;
using System.Text.Json;
using Grains.Identity;
using Grains.Persistence;
using Grains.Planning;
using Storage;

namespace Grains.Mitigations;

/// <summary>
/// What of a mitigation's events is remembered in the ledger: decisions and outcomes, each with who (By, and where known its Key and From) and why; no source
/// addresses.
/// </summary>
internal static class MitigationLedger
{
    /// <summary>Who decides when no person does.</summary>
    private const string Orchestrator = "orchestrator";

    public static LedgerEvent? Entry(Mitigation state, MitigationEvent happened)
    {
        (string Kind, object Content)? entry = happened switch
        {
            MitigationEvent.Accepted e => ("accepted", Asked("asked for help", e.Who, e.Request, e.End, state)),
            MitigationEvent.Refreshed e => ("refreshed", Asked("asked for more time", e.Who, e.Request, e.End, state, hashed: e.OtherSources)),
            MitigationEvent.Narrowed e => ("narrowed", Asked("asked for less of the same", e.Who, e.Request, e.End, state)),
            MitigationEvent.Rescoped e => ("rescoped", Asked("asked for another scope", e.Who, e.Request, e.End, state)),
            MitigationEvent.Planned e => ("planned", Planned("a plan for the scope", e.Summary, e.Assignments)),
            MitigationEvent.Recruiting e => ("recruiting", new { By = Orchestrator, e.Why }),
            MitigationEvent.Recruited e => ("recruited", Planned(e.Full ? "further operators were wanted, and as many are engaged as may be" : "further operators were wanted", e.Summary, e.Assignments)),
            MitigationEvent.Replanning e => ("replanning", new { By = Orchestrator, e.Why }),
            MitigationEvent.Replanned e => ("replanned", Planned("a new plan is worth more than the filters in force", e.Summary, e.Assignments, e.Value)),
            MitigationEvent.Kept e => ("kept", new { By = Orchestrator, Why = "no plan is worth enough more than the filters in force", e.Summary.Policy, e.Summary.Class, e.Summary.Doubted, e.Summary.Reach, Worth = e.Value?.Planned, WorthInForce = e.Value?.InForce }),
            MitigationEvent.Readmitted e => ("readmitted", new { By = Orchestrator, e.Why, e.Operator }),
            MitigationEvent.Changed e => ("changed", new { By = Orchestrator, Why = "terms that waited take effect", e.Operators }),
            MitigationEvent.EfficacyTold e => ("efficacy", new { By = e.Who.Member, e.Who.Key, e.Who.From, Why = "how the asker fares has changed", e.AttackOver, e.Health }),
            MitigationEvent.Paused e => ("paused", new { By = Orchestrator, Why = "health fell since it began to filter", e.Operator, HealthBefore = e.Before, e.Health, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Dismissed e => ("dismissed", new { By = Orchestrator, e.Why, e.Operator, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Acknowledged e => ("acknowledged", new { By = e.Who.Member, e.Who.Key, e.Who.From, Why = "the asker has seen the end" }),
            MitigationEvent.Used e => ("usage", Usage(state, e.Operator, e.At)),
            MitigationEvent.EngagementMoved e => ("engagement", new { By = e.Operator, Why = "its controller said so", e.Operator, e.State, e.Decline, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Renewed => ("renewed", new { By = Orchestrator, Why = "it was asked for without an end", End = state.LastEnd }),
            MitigationEvent.Ended e => ("ended", new { e.Reason, e.By, e.Who?.Key, e.Who?.From, Why = e.Why.Length > 0 ? e.Why : Words(e.Reason) }),
            MitigationEvent.Closed => ("closed", new { By = Orchestrator, Why = "nobody holds anything any more" }),
            MitigationEvent.Flagged e => ("flagged", new { By = Orchestrator, Why = "it said what cannot be true", e.Operator, e.What }),
            _ => null,
        };
        return entry is { } known ? new LedgerEvent(happened.At, known.Kind, JsonSerializer.SerializeToUtf8Bytes(known.Content, DocumentJson.Options)) : null;
    }

    private static string Words(EndReason reason) => reason switch
    {
        EndReason.Withdrawn => "withdrawn",
        EndReason.Expired => "its lifetime passed",
        _ => reason.ToString().ToLowerInvariant(),
    };

    private static object Planned(string why, PlanSummary summary, ImmutableSortedDictionary<string, Assignment> assignments, PlanValue? value = null) => new
    {
        By = Orchestrator, Why = why, summary.Policy, summary.Class, summary.Notes, summary.Doubted, summary.Reach, summary.Unmapped, summary.Skipped, Worth = value?.Planned, WorthInForce = value?.InForce,
        Operators = assignments.Select(a => new { Operator = a.Key, a.Value.Share, a.Value.Reason }),
    };

    /// <summary>What one operator did for the asker, as the operator counted it, beside what the asker said of the attack. Packets, bits, packets and bits per second.</summary>
    private static object Usage(Mitigation state, string @operator, DateTimeOffset closed)
    {
        var (engagement, counted) = (state.Engagements[@operator], state.Counts.GetValueOrDefault(@operator));
        var (totals, peaks) = (counted?.Totals ?? Figures.Zero, counted?.Peaks ?? Figures.Zero);
        return new
        {
            By = Orchestrator, Why = "the account is closed", Asker = MitigationKey.Parse(state.Key).Member, Operator = @operator, From = engagement.ActiveSince, To = engagement.State == EngagementState.Ended ? engagement.Since : closed,
            totals.DroppedPackets, totals.DroppedBits, totals.ForwardedPackets, totals.ForwardedBits,
            PeakDroppedPps = peaks.DroppedPps, PeakDroppedBps = peaks.DroppedBps, PeakForwardedPps = peaks.ForwardedPps, PeakForwardedBps = peaks.ForwardedBps,
            AskerBps = state.Request?.VolumeBps, AskerPeakBps = state.Request?.PeakBps, AskerPeakPps = state.Request?.PeakPps,
        };
    }

    private static object Asked(string why, Principal? who, HelpRequest request, DateTimeOffset end, Mitigation state, bool hashed = true) => new
    {
        By = MitigationKey.Parse(state.Key).Member,
        who?.Key,
        who?.From,
        Why = why,
        request.Match.Destinations,
        request.Action,
        request.Policy,
        Sources = request.Sources.Length,
        SourcesHash = hashed ? SourceHash.Of(state.SourcesSalt, request.Sources) : null,
        request.VolumeBps,
        End = end == DateTimeOffset.MaxValue ? (DateTimeOffset?)null : end,
    };
}
