using System.Runtime.InteropServices;
using Dots.Addressing;
using NearSource.Planning;

namespace NearSource.Attacks;

/// <summary>
/// What speaks for sources that are made up. Shares are of the traffic where the asker told how much comes from each, since a packet from a made-up address costs
/// nothing and traffic does; else of the number of sources.
/// </summary>
internal sealed class SourceSigns
{
    /// <summary>Fewer prove nothing: ten hosts may be in one odd place.</summary>
    public const int EnoughSources = 100;

    /// <summary>Real hosts repeat themselves; who draws an address for each packet hardly ever draws one twice.</summary>
    private const double OnePackets = 2;

    /// <summary>Of what a stale table lacks the hosts stand in a few networks; who draws addresses hits another /16 (IPv6: /32) nearly each time.</summary>
    private const double Dispersed = 0.25;

    private SourceSigns(int count) => Count = count;

    /// <summary>Number of different sources.</summary>
    public int Count { get; }

    /// <summary>Share from the target's and the asker's own space, 0..1.</summary>
    public double Own { get; private init; }

    /// <summary>Share from space that nobody has, 0..1.</summary>
    public double Nobodys { get; private init; }

    /// <summary>Share from space that nobody announces, what is in the two above left out, 0..1.</summary>
    public double Unrouted { get; private init; }

    /// <summary>Whether what nobody announces lies all over, as drawn, rather than in a few networks.</summary>
    public bool UnroutedIsDispersed { get; private init; }

    /// <summary>Whether packets were told of most of the traffic.</summary>
    public bool Counted { get; private init; }

    /// <summary>Whether most of the traffic comes from sources that hardly sent twice.</summary>
    public bool Unrepeated { get; private init; }

    /// <summary>How the sources lie; where most hardly sent twice, those.</summary>
    public SourceSpread Spread { get; private init; }

    public static SourceSigns Of(AttackEvidence evidence)
    {
        var told = evidence.Told;
        var weighed = WeighedSources.Of(told);
        var packets = Packets(told);
        var own = new PrefixSet(evidence.Own.AddRange(evidence.Match.Destinations));
        var routes = evidence.Origins.IsWhole ? evidence.Origins : null;
        var (mine, nobodys, unrouted, counted, once) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (unroutedSources, unroutedNets) = (0, new HashSet<UInt128>());
        foreach (var (source, share) in weighed)
        {
            var announced = routes is null || routes.Match(source, out _) is not null;
            if (own.Covers(source))
                mine += share;
            else if (UnsentSpace.IsNever(source) || (!announced && UnsentSpace.IsReserved(source)))
                nobodys += share;
            else if (!announced)
            {
                unrouted += share;
                unroutedSources++;
                unroutedNets.Add(source.Bits >> (source.IsIPv4 ? 16 : 96));
            }

            if (!packets.TryGetValue(source, out var sent))
                continue;
            counted += share;
            once += IsOne(source, sent) ? share : 0;
        }

        var unrepeated = counted > 0.5 && once > 0.5;
        return new(weighed.Length)
        {
            Own = mine, Nobodys = nobodys, Unrouted = unrouted, UnroutedIsDispersed = unroutedNets.Count >= Dispersed * unroutedSources,
            Counted = counted > 0.5, Unrepeated = unrepeated,
            Spread = SourceSpreads.Of(weighed.Select(s => s.Prefix).Where(s => !unrepeated || (packets.TryGetValue(s, out var sent) && IsOne(s, sent)))),
        };
    }

    private static bool IsOne(Prefix source, double sent) => source.IsAddress && sent <= OnePackets;

    private static Dictionary<Prefix, double> Packets(IEnumerable<AttackSource> sources)
    {
        var packets = new Dictionary<Prefix, double>();
        foreach (var source in sources)
            if (source.Packets is > 0 and var sent)
                CollectionsMarshal.GetValueRefOrAddDefault(packets, source.Prefix, out _) += sent;
        return packets;
    }
}
