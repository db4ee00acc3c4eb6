using System.Text.Json;
using System.Text.Json.Serialization;
using Grains.Persistence;
using Storage;

namespace Grains.Consortium;

/// <summary>The consortium as it is stored.</summary>
public sealed class ConsortiumDocument : RecordedState<ConsortiumState>
{
    private const string StoppedKind = "stopped";

    /// <summary>A stop must get through on a full disk too: it is there to end filters.</summary>
    [JsonIgnore]
    public override WritePriority Priority => Events.Any(e => e.Kind == StoppedKind) ? WritePriority.Reserved : WritePriority.Normal;

    internal static LedgerEvent Entry(ConsortiumState state, ConsortiumEvent happened)
    {
        (string Kind, object Content) = happened switch
        {
            ConsortiumEvent.Named e => ("named", (object)new { e.Name, e.Visibility, e.By }),
            ConsortiumEvent.MemberSet e => ("member-set", new { e.By, e.Member }),
            ConsortiumEvent.MemberRemoved e => ("member-removed", new { e.By, e.Id }),
            ConsortiumEvent.Stopped e => (StoppedKind, new { e.Stop.Scope, e.Stop.Subject, By = e.By.Member, e.By.Key, e.By.From, e.Stop.Why }),
            ConsortiumEvent.Resumed e => ("resumed", new { e.Stop.Scope, e.Stop.Subject, By = e.By.Member, e.By.Key, e.By.From, e.Why, StoppedBy = e.Stop.By, StoppedAt = e.Stop.At }),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new LedgerEvent(happened.At, Kind, JsonSerializer.SerializeToUtf8Bytes(Content, DocumentJson.Options));
    }
}
