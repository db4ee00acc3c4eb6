using Dots.Mechanism;
using Grains.Sightings;

namespace Links.Mechanism;

/// <summary>Questions for sightings and their answers as messages of the JSON mechanism (mechanism, section 7).</summary>
public static class SightingMessages
{
    internal static SightingRequest Request(SightingQuestion question, string senderId) => new()
    {
        SenderId = senderId, SightingId = question.Id.ToString(), Destinations = question.Destinations, Protocols = question.Protocols, SourcePorts = question.SourcePorts,
        Deadline = question.Deadline,
    };

    /// <summary>What a report says. A neighbour that is named twice counts once, with both.</summary>
    public static SightingAnswer Answer(SightingReport report) => new()
    {
        Id = report.SightingId, Seen = report.Seen, Bps = report.Bps, Pps = report.Pps, Sampling = report.Sampling, At = report.SampledAt,
        Ingress = [.. report.Ingress.GroupBy(i => i.NeighbourAsn).OrderBy(g => g.Key).Select(g => new Grains.Sightings.SightingIngress(g.Key, g.Sum(i => (double)i.Bps)))],
    };
}
