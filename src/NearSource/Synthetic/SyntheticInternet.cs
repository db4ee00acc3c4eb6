using System.Collections.Immutable;
using Dots.Addressing;
using NearSource.Origins;
using NearSource.Topology;

namespace NearSource.Synthetic;

/// <summary>
/// An Internet for those who have no data of the real one: AS relations, prefixes and RPKI payloads of the real one's character (the tests compare them),
/// made up from a seed. Immutable. AS numbers are those for private use, IPv6 is documentation space; IPv4 is unicast space of the real Internet, since no
/// range for documentation is large enough: nothing of it is to leave a simulation.
/// </summary>
public sealed class SyntheticInternet
{
    private readonly ImmutableArray<Prefix>[] _prefixes;

    private SyntheticInternet(SyntheticOptions options, AsGraph graph, ImmutableArray<Prefix>[] prefixes, OriginTable origins, ImmutableArray<Vrp> vrps) =>
        (Options, Graph, _prefixes, Origins, Vrps) = (options, graph, prefixes, origins, vrps);

    /// <summary>What it was made from.</summary>
    public SyntheticOptions Options { get; }

    /// <summary>ASes and relations: no provider links in a circle, and a valley-free path from everybody to everybody.</summary>
    public AsGraph Graph { get; }

    /// <summary>Who announces which prefix; each AS has at least one of IPv4, no two overlap. The RPKI's say is not in it: see <see cref="OriginTable.WithRpki"/>.</summary>
    public OriginTable Origins { get; }

    /// <summary>What the holders of about half the prefixes signed.</summary>
    public ImmutableArray<Vrp> Vrps { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many ASes.</exception>
    public static SyntheticInternet Generate(SyntheticOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Ases, SyntheticOptions.Fewest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Ases, SyntheticOptions.Most);
        var networks = Networks.Of(options);

        // Neither needs the other.
        var (graph, byRank, origins) = (AsGraph.Empty, Array.Empty<ImmutableArray<Prefix>>(), OriginTable.Empty);
        Parallel.Invoke(
            () => graph = AsGraph.Of(LinkMaker.Links(networks, options.Seed)),
            () =>
            {
                byRank = AddressPlan.Of(networks, options.Seed);
                origins = OriginTable.Of(byRank.SelectMany((p, rank) => p.Select(prefix => new Origin(prefix, networks.Asns[rank]))));
            });
        var prefixes = new ImmutableArray<Prefix>[graph.Count];
        for (var rank = 0; rank < byRank.Length; rank++)
            prefixes[graph.IndexOf(networks.Asns[rank])] = byRank[rank];
        return new(options, graph, prefixes, origins, Signed.Vrps(graph, prefixes, options.Seed));
    }

    /// <summary>What an AS announces, IPv4 first, the widest first; empty when there is no such AS.</summary>
    public ImmutableArray<Prefix> PrefixesOf(uint asn) => Graph.IndexOf(asn) is >= 0 and var at ? _prefixes[at] : [];
}
