using Grains.Mitigations;
using Microsoft.Extensions.Logging;
using Storage;

namespace Grains.Wake;

/// <summary>Wakes what the store's index says has not ended. A mitigation that already runs is not disturbed.</summary>
[GrainType("wake")]
public sealed class WakeGrain(IDocumentStore store, ILogger<WakeGrain> log) : Grain, IWakeGrain
{
    public async Task Tick()
    {
        foreach (var active in await store.ActiveOfShard((int)this.GetPrimaryKeyLong()))
            GrainFactory.GetGrain<IMitigationGrain>(active.Key).Wake().LoggedBy(log, "waking", active.Key);
    }
}
