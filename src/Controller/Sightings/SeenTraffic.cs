using Dots.Mechanism;

namespace Controller.Sightings;

/// <summary>Adds up what was seen, in all and by the neighbour it came in from.</summary>
internal sealed class SeenTraffic
{
    private readonly Dictionary<uint, double> _ingress = [];
    private double _bps;
    private double _pps;

    /// <param name="neighbour">AS it came in from; 0: not known, counted in the total only.</param>
    public void Add(uint neighbour, double bps, double pps)
    {
        _bps += bps;
        _pps += pps;
        if (neighbour != 0)
            _ingress[neighbour] = _ingress.GetValueOrDefault(neighbour) + bps;
    }

    /// <param name="at">When the figures were true.</param>
    /// <param name="sampling">One packet in so many was looked at.</param>
    public SightingReport Report(DateTimeOffset at, int sampling) => new()
    {
        Seen = _bps > 0 || _pps > 0,
        Bps = Whole(_bps),
        Pps = Whole(_pps),
        Ingress = [.. _ingress.Where(i => i.Value > 0).Select(i => new SightingIngress { NeighbourAsn = i.Key, Bps = Whole(i.Value) })],
        SampledAt = at,
        Sampling = sampling,
    };

    private static long Whole(double rate) => rate >= long.MaxValue ? long.MaxValue : (long)Math.Round(rate);
}
