using NearSource.Topology;

namespace NearSource.Synthetic;

/// <summary>
/// Links the networks: everybody buys from some that rank above it, mostly in its own region or from those who are everywhere; the carriers peer with
/// each other, others at the exchanges of their region.
/// </summary>
internal sealed class LinkMaker
{
    private const int Tries = 40;

    // How often somebody buys, and peers, in another region than its own, where it could in its own.
    private const double BuysAbroad = 0.1;
    private const double PeersAbroad = 0.15;

    // Who peers with so many does so at exchanges everywhere.
    private const int PeersEverywhere = 150;

    private readonly Networks _networks;
    private readonly SeededRandom _random;
    private readonly HashSet<(int, int)> _linked = [];
    private readonly List<AsLink> _links = [];
    private readonly int[] _served;

    // A transit network stands in its region's list once for each customer it still is to have; those who are everywhere in the last one.
    private readonly List<int>[] _offers;

    private LinkMaker(Networks networks, int seed)
    {
        (_networks, _random, _served) = (networks, SeededRandom.Of(seed, SeededRandom.Stream.Providers), new int[networks.Transit]);
        _offers = [.. Enumerable.Range(0, networks.Regions + 1).Select(_ => new List<int>())];
        for (var i = 0; i < networks.Transit; i++)
            _offers[Place(i)].AddRange(Enumerable.Repeat(i, networks.Customers[i]));
    }

    /// <summary>All links, each pair once.</summary>
    public static List<AsLink> Links(Networks networks, int seed)
    {
        var maker = new LinkMaker(networks, seed);
        maker.Providers();
        maker.Peers(SeededRandom.Of(seed, SeededRandom.Stream.Peers));
        return maker._links;
    }

    private int Place(int network) => _networks.Region[network] is Networks.Everywhere ? _networks.Regions : _networks.Region[network];

    private void Providers()
    {
        for (var buyer = _networks.Carriers; buyer < _networks.Count; buyer++)
        {
            var law = buyer < _networks.Transit ? Laws.TransitProviders : Laws.StubProviders;
            for (var wanted = Math.Min(law.At(_random.Share()), buyer); wanted > 0; wanted--)
                Buy(buyer);
        }

        // Who is said to sell transit does.
        for (var seller = 0; seller < _networks.Transit; seller++)
            while (_served[seller] == 0)
                Link(seller, _networks.Transit + _random.Below(_networks.Count - _networks.Transit), AsRelation.ProviderOfCustomer);
    }

    private void Buy(int buyer)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var offers = Market(buyer);
            if (offers.Count == 0)
                continue;
            var at = _random.Below(offers.Count);
            var seller = offers[at];
            if (seller >= buyer || !Link(seller, buyer, AsRelation.ProviderOfCustomer))
                continue;
            offers[at] = offers[^1];
            offers.RemoveAt(offers.Count - 1);
            return;
        }

        // Everybody suitable has enough customers: a carrier takes one more.
        for (var tries = 0; tries < Tries && !Link(_random.Below(Math.Min(buyer, _networks.Carriers)), buyer, AsRelation.ProviderOfCustomer); tries++)
        {
        }
    }

    private List<int> Market(int buyer)
    {
        var everywhere = _offers[^1];
        if (_networks.Region[buyer] == Networks.Everywhere)
            return everywhere;
        var region = _random.Chance(BuysAbroad) ? _random.Below(_networks.Regions) : _networks.Region[buyer];
        var (own, all) = (_offers[region].Count, everywhere.Count * _networks.RegionShare[region]);
        return _random.Share() * (own + all) < own ? _offers[region] : everywhere;
    }

    private bool Link(int one, int other, AsRelation relation)
    {
        if (one == other || !_linked.Add(one < other ? (one, other) : (other, one)))
            return false;
        _links.Add(new(_networks.Asns[one], _networks.Asns[other], relation));
        if (relation == AsRelation.ProviderOfCustomer)
            _served[one]++;
        return true;
    }

    private void Peers(SeededRandom random)
    {
        for (var i = 0; i < _networks.Carriers; i++)
            for (var j = i + 1; j < _networks.Carriers; j++)
                Link(i, j, AsRelation.Peers);

        var wanted = Wanted(random);
        var order = Enumerable.Range(0, _networks.Count).Where(i => wanted[i] > 0).OrderByDescending(i => wanted[i]).ThenBy(i => i).ToArray();
        var everywhere = order.Where(i => wanted[i] >= PeersEverywhere || _networks.Region[i] == Networks.Everywhere).ToHashSet();
        var offers = new List<int>(order.SelectMany(i => Enumerable.Repeat(i, wanted[i])));
        foreach (var one in order)
            for (var tries = 0; wanted[one] > 0 && tries < Tries && offers.Count > 0; tries++)
            {
                var at = random.Below(offers.Count);
                var other = offers[at];
                if (wanted[other] <= 0)
                {
                    // It has had its peers as the one who asked.
                    offers[at] = offers[^1];
                    offers.RemoveAt(offers.Count - 1);
                    tries--;
                    continue;
                }

                var near = _networks.Region[one] == _networks.Region[other] || everywhere.Contains(one) || everywhere.Contains(other);
                if ((!near && !random.Chance(PeersAbroad)) || !Link(one, other, AsRelation.Peers))
                    continue;
                (wanted[one], wanted[other], tries) = (wanted[one] - 1, wanted[other] - 1, -1);
                offers[at] = offers[^1];
                offers.RemoveAt(offers.Count - 1);
            }
    }

    /// <summary>How many peers each is to have: of transit networks the larger tend to have more.</summary>
    private int[] Wanted(SeededRandom random)
    {
        var wanted = new int[_networks.Count];
        var most = Math.Max(2, _networks.Count / 15);
        Assign(0, _networks.Transit, Laws.TransitPeers, Laws.TransitPeering, 1);
        Assign(_networks.Transit, _networks.Count, Laws.StubPeers, Laws.StubPeering, 0);
        return wanted;

        void Assign(int from, int to, Law law, double peering, double bySize)
        {
            var keys = new double[to - from];
            for (var i = 0; i < keys.Length; i++)
                keys[i] = (bySize * i / keys.Length) + random.Share();
            var order = Enumerable.Range(0, keys.Length).ToArray();
            Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
            var values = law.Spread((int)(keys.Length * peering));
            for (var i = 0; i < values.Length; i++)
                wanted[from + order[i]] = Math.Min(values[i], most);
        }
    }
}
