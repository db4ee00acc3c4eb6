using System.Collections.Immutable;

namespace NearSource.Topology;

/// <summary>
/// ASes and their relations. Immutable, for any number of threads, compact: each kind of neighbour is one array with a start for each AS,
/// some 3 MB for the whole Internet. An AS is known by its index here; indices ascend with AS numbers, so that the lower index is the lower number.
/// </summary>
public sealed class AsGraph
{
    private readonly uint[] _asns;
    private readonly Neighbours _customers;
    private readonly Neighbours _peers;
    private readonly Neighbours _providers;

    private AsGraph(uint[] asns, Neighbours customers, Neighbours peers, Neighbours providers) =>
        (_asns, _customers, _peers, _providers) = (asns, customers, peers, providers);

    /// <summary>A graph that knows nobody.</summary>
    public static AsGraph Empty { get; } = Of([]);

    /// <summary>Number of ASes.</summary>
    public int Count => _asns.Length;

    /// <summary>Number of links, each counted once.</summary>
    public int LinkCount => _customers.Count + (_peers.Count / 2);

    /// <summary>Every link, by the first's number, then by the second's; peers with the lower number first.</summary>
    public IEnumerable<AsLink> Links
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                foreach (var customer in _customers.ListOf(i))
                    yield return new(_asns[i], _asns[customer], AsRelation.ProviderOfCustomer);
                foreach (var peer in _peers.ListOf(i))
                    if (peer > i)
                        yield return new(_asns[i], _asns[peer], AsRelation.Peers);
            }
        }
    }

    /// <summary>A graph of these links. A pair that is there twice counts as it came first; links of an AS with itself are left out.</summary>
    public static AsGraph Of(IEnumerable<AsLink> links)
    {
        var given = links.Where(l => l.First != l.Second).DistinctBy(l => l.Pair).ToArray();
        var asns = given.SelectMany(l => (uint[])[l.First, l.Second]).Distinct().ToArray();
        Array.Sort(asns);
        var downhill = given.Where(l => l.Relation == AsRelation.ProviderOfCustomer)
            .Select(l => (Provider: Array.BinarySearch(asns, l.First), Customer: Array.BinarySearch(asns, l.Second))).ToArray();
        var level = given.Where(l => l.Relation == AsRelation.Peers)
            .Select(l => (One: Array.BinarySearch(asns, l.First), Other: Array.BinarySearch(asns, l.Second))).ToArray();
        return new(
            asns,
            new(asns.Length, downhill),
            new(asns.Length, [.. level, .. level.Select(l => (l.Other, l.One))]),
            new(asns.Length, [.. downhill.Select(l => (l.Customer, l.Provider))]));
    }

    /// <inheritdoc cref="GraphReader"/>
    public static GraphReading Read(Stream input, GraphReadOptions? options = null) => GraphReader.Read(input, options ?? GraphReadOptions.Strict);

    /// <summary>
    /// The graph with what customers themselves signed about their providers (ASPA) in place of what was inferred: providers they name
    /// are their providers; links to providers they do not name remain as peerings, since somebody saw them. Two that name each other are peers here.
    /// </summary>
    public AsGraph WithAspas(IReadOnlyCollection<Aspa> aspas) => aspas.Count == 0 ? this : Of(Overruling.Links(this, aspas));

    /// <summary>The AS's number.</summary>
    public uint AsnAt(int index) => _asns[index];

    /// <summary>The AS's index; -1 when it is unknown.</summary>
    public int IndexOf(uint asn) => Array.BinarySearch(_asns, asn) is >= 0 and var at ? at : -1;

    /// <summary>Those who buy from this one, ascending.</summary>
    public ReadOnlySpan<int> Customers(int index) => _customers.Of(index);

    /// <summary>Those who peer with this one, ascending.</summary>
    public ReadOnlySpan<int> Peers(int index) => _peers.Of(index);

    /// <summary>Those this one buys from, ascending.</summary>
    public ReadOnlySpan<int> Providers(int index) => _providers.Of(index);

    /// <summary>Number of neighbours of any kind.</summary>
    public int Degree(int index) => Customers(index).Length + Peers(index).Length + Providers(index).Length;

    /// <summary>Whether there is a link of any kind.</summary>
    public bool AreNeighbours(int one, int other) =>
        Providers(one).BinarySearch(other) >= 0 || Peers(one).BinarySearch(other) >= 0 || Customers(one).BinarySearch(other) >= 0;

    /// <summary>The indices of those of the ASes that are known.</summary>
    public ImmutableArray<int> Known(IEnumerable<uint> asns) => [.. asns.Select(IndexOf).Where(i => i >= 0)];
}
