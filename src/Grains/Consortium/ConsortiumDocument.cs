using System.Text.Json;
using Grains.Persistence;
using Storage;

namespace Grains.Consortium;

/// <summary>The consortium as it is stored.</summary>
public sealed class ConsortiumDocument : RecordedState<ConsortiumState>
{
    internal static LedgerEvent Entry(ConsortiumState state, ConsortiumEvent happened)
    {
        (string Kind, object Content) = happened switch
        {
            ConsortiumEvent.Named e => ("named", (object)new { e.Name, e.Visibility, e.By }),
            ConsortiumEvent.MemberSet e => ("member-set", new { e.By, e.Member }),
            ConsortiumEvent.MemberRemoved e => ("member-removed", new { e.By, e.Id }),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new LedgerEvent(happened.At, Kind, JsonSerializer.SerializeToUtf8Bytes(Content, DocumentJson.Options));
    }
}
