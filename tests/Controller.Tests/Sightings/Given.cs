using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Tests.Sightings;

/// <summary>Questions for sightings.</summary>
internal static class Given
{
    public static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    public static SightingRequest Question(string destination = "192.0.2.1/32") => new()
    {
        SenderId = new string('a', 64), SightingId = "s-1", Destinations = [Prefix.Parse(destination)], Deadline = DateTimeOffset.UnixEpoch.AddSeconds(1_795_144_050),
    };

    public static IEnumerable<(uint Neighbour, long Bps)> Neighbours(this SightingReport report) => report.Ingress.OrderBy(i => i.NeighbourAsn).Select(i => (i.NeighbourAsn, i.Bps));
}
