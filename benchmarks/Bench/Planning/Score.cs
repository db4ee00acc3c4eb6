using NearSource.Routes;

namespace Bench.Planning;

/// <summary>
/// What a choice does on the graph that counts: walks every source's path there, drops it at the first chosen operator. Independent of the product's
/// own figures, so that it can find them wrong. The mean over victims, as the reference has it.
/// </summary>
internal sealed class Score
{
    private double _reach;
    private double _caught;
    private double _saved;
    private double _near;
    private readonly Lock _lock = new();

    public int Victims { get; private set; }

    /// <summary>Share of the whole attack that crosses a member.</summary>
    public double Reach => _reach / Victims;

    /// <summary>Share of that which the chosen drop.</summary>
    public double Caught => _caught / Victims;

    /// <summary>Byte-hops saved of what all members together could save.</summary>
    public double HopsSaved => _saved / Victims;

    /// <summary>Share of the caught that is dropped within two AS hops of the victim.</summary>
    public double Within2 => _near / Victims;

    /// <summary>Share of the whole attack that crosses one of these.</summary>
    public static double Crossing(RouteTree truth, AttackOrigins attack, HashSet<uint> chosen)
    {
        var caught = 0.0;
        foreach (var (asn, weight, _) in attack.Sources)
            if (truth.Graph.IndexOf(asn) is >= 0 and var at && at != truth.Destination && truth.Reaches(at))
                for (; at != truth.Destination; at = truth.NextHop(at))
                    if (chosen.Contains(truth.Graph.AsnAt(at)))
                    {
                        caught += weight;
                        break;
                    }

        return caught / attack.Total;
    }

    /// <summary>Adds a victim; one that no attack through a member reaches does not count.</summary>
    public void Add(RouteTree truth, AttackOrigins attack, HashSet<uint> members, HashSet<uint> chosen)
    {
        double reached = 0, caught = 0, saved = 0, attainable = 0, near = 0;
        foreach (var (asn, weight, _) in attack.Sources)
        {
            var at = truth.Graph.IndexOf(asn);
            if (at < 0 || at == truth.Destination || !truth.Reaches(at))
                continue;
            var crossed = false;
            for (; at != truth.Destination; at = truth.NextHop(at))
            {
                var here = truth.Graph.AsnAt(at);
                if (!members.Contains(here))
                    continue;
                if (!crossed)
                    (reached, attainable, crossed) = (reached + weight, attainable + (weight * truth.Hops(at)), true);
                if (!chosen.Contains(here))
                    continue;
                (caught, saved) = (caught + weight, saved + (weight * truth.Hops(at)));
                near += truth.Hops(at) <= 2 ? weight : 0;
                break;
            }
        }

        if (reached <= 0)
            return;
        lock (_lock)
        {
            Victims++;
            _reach += reached / attack.Total;
            _caught += caught / reached;
            _saved += saved / attainable;
            _near += caught > 0 ? near / caught : 0;
        }
    }
}
