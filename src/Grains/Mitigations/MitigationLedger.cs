using System.Text.Json;
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
            MitigationEvent.Accepted e => ("accepted", Asked(state, e.Request, e.End)),
            MitigationEvent.Refreshed e => ("refreshed", Asked(state, e.Request, e.End)),
            MitigationEvent.Rescoped e => ("rescoped", Asked(state, e.Request, e.End)),
            MitigationEvent.Planned e => ("planned", new
            {
                e.Summary.Policy, e.Summary.Reach, e.Summary.Unmapped, e.Summary.Skipped,
                Operators = e.Assignments.Select(a => new { Operator = a.Key, a.Value.Share, a.Value.Reason }),
            }),
            MitigationEvent.EngagementMoved e => ("engagement", new { e.Operator, e.State, e.Decline, state.Engagements[e.Operator].Revision }),
            MitigationEvent.Renewed => ("renewed", new { End = state.LastEnd }),
            MitigationEvent.Ended e => ("ended", new { e.Reason, e.By }),
            MitigationEvent.Closed => ("closed", new { }),
            MitigationEvent.Flagged e => ("flagged", new { e.Operator, e.What }),
            _ => null,
        };
        return entry is { } known ? new LedgerEvent(happened.At, known.Kind, JsonSerializer.SerializeToUtf8Bytes(known.Content, DocumentJson.Options)) : null;
    }

    private static object Asked(Mitigation state, HelpRequest request, DateTimeOffset end) => new
    {
        By = MitigationKey.Parse(state.Key).Member,
        request.Match.Destinations,
        request.Action,
        request.Policy,
        Sources = request.Sources.Length,
        request.VolumeBps,
        End = end == DateTimeOffset.MaxValue ? (DateTimeOffset?)null : end,
    };
}
