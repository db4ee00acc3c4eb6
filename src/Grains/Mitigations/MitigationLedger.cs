using System.Collections.Immutable;
using System.Text.Json;
using Grains.Identity;
using Grains.Persistence;
using Storage;

namespace Grains.Mitigations;

/// <summary>What of a mitigation's events is remembered in the ledger: decisions and outcomes, no source addresses.</summary>
internal static class MitigationLedger
{
    public static LedgerEvent? Entry(Mitigation state, MitigationEvent happened)
    {
        (string Kind, object Content)? entry = happened switch
        {
            MitigationEvent.Accepted e => ("accepted", Asked(e.Who, e.Request, e.End, state)),
            MitigationEvent.Refreshed e => ("refreshed", Asked(e.Who, e.Request, e.End, state, hashed: false)),
            MitigationEvent.Rescoped e => ("rescoped", Asked(e.Who, e.Request, e.End, state)),
            MitigationEvent.Planned e => ("planned", Planned(e.Summary, e.Assignments)),
            MitigationEvent.Recruiting e => ("recruiting", new { e.Why }),
            MitigationEvent.Recruited e => ("recruited", Planned(e.Summary, e.Assignments)),
            MitigationEvent.Changed e => ("changed", new { e.Operators }),
            MitigationEvent.EfficacyTold e => ("efficacy", new { By = e.Who.Member, e.Who.Key, e.Who.From, e.AttackOver, e.Health }),
            MitigationEvent.Paused e => ("paused", new { e.Operator, HealthBefore = e.Before, e.Health, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Dismissed e => ("dismissed", new { e.Operator, e.Why, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Acknowledged e => ("acknowledged", new { By = e.Who.Member, e.Who.Key, e.Who.From }),
            MitigationEvent.Used e => ("usage", Usage(state, e.Operator, e.At)),
            MitigationEvent.EngagementMoved e => ("engagement", new { e.Operator, e.State, e.Decline, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Renewed => ("renewed", new { End = state.LastEnd }),
            MitigationEvent.Ended e => ("ended", new { e.Reason, e.By, e.Who?.Key, e.Who?.From, e.Why }),
            MitigationEvent.Closed => ("closed", new { }),
            MitigationEvent.Flagged e => ("flagged", new { e.Operator, e.What }),
            _ => null,
        };
        return entry is { } known ? new LedgerEvent(happened.At, known.Kind, JsonSerializer.SerializeToUtf8Bytes(known.Content, DocumentJson.Options)) : null;
    }

    private static object Planned(PlanSummary summary, ImmutableSortedDictionary<string, Assignment> assignments) => new
    {
        summary.Policy, summary.Reach, summary.Unmapped, summary.Skipped,
        Operators = assignments.Select(a => new { Operator = a.Key, a.Value.Share, a.Value.Reason }),
    };

    /// <summary>What one operator did for the asker, as the operator counted it, beside what the asker said of the attack. Packets, bits, packets and bits per second.</summary>
    private static object Usage(Mitigation state, string @operator, DateTimeOffset closed)
    {
        var (engagement, counted) = (state.Engagements[@operator], state.Counts.GetValueOrDefault(@operator));
        var (totals, peaks) = (counted?.Totals ?? Figures.Zero, counted?.Peaks ?? Figures.Zero);
        return new
        {
            Asker = MitigationKey.Parse(state.Key).Member, Operator = @operator, From = engagement.ActiveSince, To = engagement.State == EngagementState.Ended ? engagement.Since : closed,
            totals.DroppedPackets, totals.DroppedBits, totals.ForwardedPackets, totals.ForwardedBits,
            PeakDroppedPps = peaks.DroppedPps, PeakDroppedBps = peaks.DroppedBps, PeakForwardedPps = peaks.ForwardedPps, PeakForwardedBps = peaks.ForwardedBps,
            AskerBps = state.Request?.VolumeBps, AskerPeakBps = state.Request?.PeakBps, AskerPeakPps = state.Request?.PeakPps,
        };
    }

    private static object Asked(Principal? who, HelpRequest request, DateTimeOffset end, Mitigation state, bool hashed = true) => new
    {
        By = MitigationKey.Parse(state.Key).Member,
        who?.Key,
        who?.From,
        request.Match.Destinations,
        request.Action,
        request.Policy,
        Sources = request.Sources.Length,
        SourcesHash = hashed ? SourceHash.Of(state.SourcesSalt, request.Sources) : null,
        request.VolumeBps,
        End = end == DateTimeOffset.MaxValue ? (DateTimeOffset?)null : end,
    };
}
