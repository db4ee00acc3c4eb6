using NearSource.Tests.Synthetic;
using NearSource.Topology;
using Support;

namespace NearSource.Tests.Topology;

public sealed class CustomerConesTests
{
    [Fact]
    public void Cone_counts_every_customer_of_customers_once_and_no_peers()
    {
        var graph = Graphs.Of("1>2 1>3 2>4 3>4 4>5 2=6 6>7");

        var sizes = CustomerCones.Sizes(graph);
        Assert.Equal([5, 3, 3, 2, 1, 2, 1], Enumerable.Range(1, 7).Select(asn => sizes[graph.IndexOf((uint)asn)]));
        Assert.Equal([1u, 2, 3, 4, 6, 5, 7], CustomerCones.Ranked(graph).Select(graph.AsnAt));
    }

    [Fact]
    public void Providers_in_a_circle_have_the_same_cone()
    {
        var graph = Graphs.Of("1>2 2>3 3>1 3>4");

        Assert.Equal([4, 4, 4, 1], CustomerCones.Sizes(graph));
    }

    [SharedDataFact(RealInternet.Relations)]
    public void Largest_cones_of_the_real_graph_are_those_of_the_fixed_evaluation()
    {
        var graph = RealInternet.Graph();

        Assert.Equal(RealInternet.Asns("members-top100.txt").Order(), CustomerCones.Ranked(graph).Take(100).Select(graph.AsnAt).Order());
    }
}
