using Grains.Consortium;
using Grains.Wake;
using Hosting.Health;

namespace Orchestrator.Gateway;

/// <summary>Ready once the members are known and everything unfinished was woken.</summary>
internal sealed class RecoveryReadiness(ConsortiumView view, WakeService wake) : IReadiness
{
    public IEnumerable<string> NotReady()
    {
        if (view.FetchedAt is null)
            yield return "the consortium's members have not been read";
        if (!wake.Recovered)
            yield return "unfinished mitigations have not been looked for";
    }
}
