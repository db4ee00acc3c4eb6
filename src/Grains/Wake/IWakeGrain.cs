using Orleans.Concurrency;

namespace Grains.Wake;

/// <summary>Watches a shard of the mitigations that have not ended. Key: 0..15.</summary>
[Alias("wake")]
public interface IWakeGrain : IGrainWithIntegerKey
{
    /// <summary>Wakes every mitigation of this shard that is not known to run. Called at start and every 10 s by every silo.</summary>
    [Alias("tick")]
    Task Tick();
}
