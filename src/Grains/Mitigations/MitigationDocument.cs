using System.Text.Json.Serialization;
using Grains.Persistence;
using Storage;

namespace Grains.Mitigations;

/// <summary>A mitigation as it is stored.</summary>
public sealed class MitigationDocument : RecordedState<Mitigation>
{
    /// <summary>How long the sources that the ledger has a hash of can be looked up after the end (design, section 5).</summary>
    private static readonly TimeSpan SourcesKept = TimeSpan.FromDays(30);

    /// <summary>How long an ended one's alert id is remembered; set once by the grain.</summary>
    [JsonIgnore]
    public TimeSpan Remember { get; set; }

    [JsonIgnore]
    public override ActiveMitigation? Active => State is { } open && open is not { Phase: MitigationPhase.Closed, Settled: true }
        ? new(open.Key, MitigationKey.Parse(open.Key).Member, MitigationKey.Parse(open.Key).Shard,
            [.. open.Engagements.Keys], [.. open.Request!.Match.Destinations.Select(d => d.ToString())], open.Engagements.Count == 0 ? open.End : open.LastEnd)
        : null;

    [JsonIgnore]
    public override DateTimeOffset? KeepUntil => State is { Phase: MitigationPhase.Closed } closed
        ? closed.EndedAt + (closed.Request is { Sources.IsEmpty: false } && Remember < SourcesKept ? SourcesKept : Remember)
        : null;

    /// <summary>Only a first request may be refused for want of room: everything else makes filters go away, or keeps those that stand honest.</summary>
    [JsonIgnore]
    public override WritePriority Priority => State is { Phase: MitigationPhase.Accepted, Scope: 1, Engagements.Count: 0 } ? WritePriority.Normal : WritePriority.Reserved;
}
