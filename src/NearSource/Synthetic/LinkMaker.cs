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

    // Who buys from several buys from similar ones: a further provider comes from the same market as the one before, so often beyond chance.
    private const double Faithful = 0.7;

    // The large ones, a twentieth of all who sell transit, buy so often from one that is hardly larger: it makes the long chains of customers' routes.
    private const int Large = 20;
    private const double BuysNextAbove = 0.3;

    // Who peers with so many does so at exchanges everywhere.
    private const int PeersEverywhere = 150;

    // Nobody peers with more than one in so many.
    private const int MostPeers = 15;

    // The largest sell transit to those others peer with.
    private const double CarriersChoosy = 0.2, LargestChoosy = 0.1;

    private readonly Networks _networks;
    private readonly SeededRandom _random;
    private readonly HashSet<(int, int)> _linked = [];
    private readonly List<AsLink> _links = [];
    private readonly int[] _served;

    // A transit network stands in its region's list once for each customer it still is to have; those who are everywhere in the last but one, carriers in the last.
    private readonly List<int>[] _offers;

    private LinkMaker(Networks networks, int seed)
    {
        (_networks, _random, _served) = (networks, SeededRandom.Of(seed, SeededRandom.Stream.Providers), new int[networks.Transit]);
        _offers = [.. Enumerable.Range(0, networks.Regions.Count + 2).Select(_ => new List<int>())];
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

    private int Place(int network) =>
        network < _networks.Carriers ? _networks.Regions.Count + 1 : _networks.Region[network] is Regions.Everywhere ? _networks.Regions.Count : _networks.Region[network];

    private void Providers()
    {
        for (var buyer = _networks.Carriers; buyer < _networks.Count; buyer++)
        {
            var market = Market(buyer);
            for (var wanted = _networks.Providers[buyer]; wanted > 0; wanted--)
            {
                if (buyer >= _networks.Transit / Large || !_random.Chance(BuysNextAbove) || !BuyNextAbove(buyer))
                    Buy(buyer, market);
                if (!_random.Chance(Faithful))
                    market = Market(buyer);
            }
        }

        // Who is said to sell transit does.
        for (var seller = 0; seller < _networks.Transit; seller++)
            while (_served[seller] == 0)
                Link(seller, _networks.Transit + _random.Below(_networks.Count - _networks.Transit), AsRelation.ProviderOfCustomer);
    }

    private void Buy(int buyer, Markets market)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var offers = Offers(buyer, tries < Tries / 2 ? market : Market(buyer));
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

    /// <summary>Buys from one that is hardly larger.</summary>
    private bool BuyNextAbove(int buyer)
    {
        var highest = Math.Max(_networks.Carriers, buyer / 2);
        return highest < buyer && Link(highest + _random.Below(buyer - highest), buyer, AsRelation.ProviderOfCustomer);
    }

    private List<int> Offers(int buyer, Markets market)
    {
        if (market == Markets.Carriers)
            return _offers[^1];
        if (market == Markets.Everywhere || _networks.Region[buyer] == Regions.Everywhere)
            return _offers[^2];
        var region = _networks.Region[buyer];
        return _offers[_random.Chance(BuysAbroad * _networks.Regions.Openness[region]) ? _random.Below(_networks.Regions.Count) : region];
    }

    /// <summary>Where it buys next: as much is left in each, so often.</summary>
    private Markets Market(int buyer)
    {
        var region = _networks.Region[buyer];
        var share = region == Regions.Everywhere ? 1 : _networks.Regions.Share[region] * _networks.Regions.Openness[region];
        var (carriers, everywhere, own) = (_offers[^1].Count * share, _offers[^2].Count * share, region == Regions.Everywhere ? 0 : _offers[region].Count);
        var at = _random.Share() * (carriers + everywhere + own);
        return at < carriers ? Markets.Carriers : at < carriers + everywhere ? Markets.Everywhere : Markets.Region;
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
        var everywhere = order.Where(i => wanted[i] >= PeersEverywhere || _networks.Region[i] == Regions.Everywhere).ToHashSet();
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

    /// <summary>
    /// How many peers each is to have: the larger tend to have more, but for the very largest; one of the carriers peers with whoever wants to.
    /// </summary>
    private int[] Wanted(SeededRandom random)
    {
        var wanted = new int[_networks.Count];
        var (carriers, transit, stubs) = (_networks.Carriers, _networks.Transit, _networks.Count - _networks.Transit);
        Laws.TransitPeers.Assign(wanted.AsSpan(0, transit), Laws.TransitPeering, i => i == carriers / 2 ? 0 : ((double)i / transit) + Choosy(i) + random.Share());
        Laws.StubPeers.Assign(wanted.AsSpan(transit), Laws.StubPeering, i => (0.7 * i / stubs) + random.Share());
        var most = Math.Max(2, _networks.Count / MostPeers);
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] = Math.Min(wanted[i], most);
        return wanted;

        double Choosy(int i) => i < carriers ? CarriersChoosy : i < 12 * carriers ? LargestChoosy : 0;
    }

    /// <summary>Whom one buys from.</summary>
    private enum Markets
    {
        /// <summary>Who needs no provider.</summary>
        Carriers,

        /// <summary>Others that are in all regions.</summary>
        Everywhere,

        /// <summary>Those of one region.</summary>
        Region,
    }
}
