using Controller.Sightings;
using Dots.Mechanism;
using Dots.Scopes;
using Quickstart.DataPlane;

namespace Quickstart.Scenario;

/// <summary>What an operator's routers tell of traffic that crosses the simulated network: every packet is counted.</summary>
internal sealed class DataPlaneSightings(SimulatedDataPlane plane, string member, TimeProvider time) : ISightingSource
{
    private int _answered;

    /// <summary>How often this operator told what it sees.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public Task<SightingReport> Look(SightingRequest asked, TimeSpan within, CancellationToken cancellation)
    {
        // One row for each: what is asked about are lists, not rows.
        var matches = from destination in asked.Destinations
                      from protocol in asked.Protocols.IsEmpty ? [null] : asked.Protocols.Select(p => (byte?)p)
                      from ports in asked.SourcePorts.IsEmpty ? [null] : asked.SourcePorts.Select(p => (PortRange?)p)
                      select (destination, protocol, ports);
        var rows = matches.Take(TrafficMatch.MaximumRows + 1).ToList();
        if (rows.Count > TrafficMatch.MaximumRows)
            throw new SightingException("more combinations of destinations, protocols and ports than can be looked for");
        var match = new TrafficMatch
        {
            Destinations = [.. rows.Select(r => r.destination)],
            Protocols = [.. rows.Select(r => r.protocol).OfType<byte>()],
            SourcePorts = [.. rows.Select(r => r.ports).OfType<PortRange>()],
        };
        Interlocked.Increment(ref _answered);
        return Task.FromResult(plane.Seen(member, match).Report(time.GetUtcNow(), sampling: 1));
    }
}
