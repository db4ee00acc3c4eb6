namespace NearSource.Topology;

/// <summary>Puts what customers signed in the place of what was inferred.</summary>
internal static class Overruling
{
    /// <summary>The links that hold then.</summary>
    public static IEnumerable<AsLink> Links(AsGraph graph, IReadOnlyCollection<Aspa> aspas)
    {
        var signed = aspas.GroupBy(a => a.Customer).ToDictionary(g => g.Key, g => g.SelectMany(a => a.Providers).Where(p => p != 0 && p != g.Key).ToHashSet());

        // First come first: what is signed goes before what was inferred of the same pair.
        foreach (var (customer, providers) in signed.OrderBy(s => s.Key))
            foreach (var provider in providers.Order())
                yield return new(provider, customer, Names(signed, provider, customer) ? AsRelation.Peers : AsRelation.ProviderOfCustomer);
        foreach (var link in graph.Links)
            yield return link.Relation == AsRelation.ProviderOfCustomer && signed.ContainsKey(link.Second) ? link with { Relation = AsRelation.Peers } : link;
    }

    private static bool Names(Dictionary<uint, HashSet<uint>> signed, uint customer, uint provider) =>
        signed.TryGetValue(customer, out var providers) && providers.Contains(provider);
}
