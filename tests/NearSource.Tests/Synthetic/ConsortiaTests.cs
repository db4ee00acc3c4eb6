using NearSource.Choice;
using NearSource.Synthetic;

namespace NearSource.Tests.Synthetic;

public sealed class ConsortiaTests
{
    private static readonly Lazy<SyntheticInternet> Internet = new(() => SyntheticInternet.Generate(new() { Ases = 1000 }));

    [Fact]
    public void Random_members_sell_transit_and_victims_do_not()
    {
        var graph = Internet.Value.Graph;

        Assert.All(Consortia.RandomTransit(graph, 50), asn => Assert.False(graph.Customers(graph.IndexOf(asn)).IsEmpty));
        Assert.All(Consortia.RandomStubs(graph, 50), asn => Assert.True(graph.Customers(graph.IndexOf(asn)).IsEmpty));
        Assert.Equal(50, Consortia.RandomTransit(graph, 50).Distinct().Count());
        Assert.Equal(Consortia.RandomTransit(graph, 50, 3).AsEnumerable(), Consortia.RandomTransit(graph, 50, 3));
        Assert.NotEqual(Consortia.RandomTransit(graph, 50, 3).AsEnumerable(), Consortia.RandomTransit(graph, 50, 4));
    }

    [Fact]
    public void Those_that_host_most_come_first()
    {
        Assert.Equal([7u, 3u], Consortia.MostHosting([new SourceAs(3, 5), new SourceAs(7, 9), new SourceAs(9, 5)], 2).AsEnumerable());
    }
}
