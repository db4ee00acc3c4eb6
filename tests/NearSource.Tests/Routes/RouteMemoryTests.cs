using NearSource.Routes;
using NearSource.Tests.Topology;

namespace NearSource.Tests.Routes;

[Collection(nameof(MeasuredCollection))]
public sealed class RouteMemoryTests
{
    [Fact]
    public void Tree_after_tree_allocates_nothing()
    {
        var graph = Graphs.Of(string.Join(' ', Enumerable.Range(2, 500).Select(i => $"{i / 3 + 1}>{i + 1000} {i / 2 + 1}>{i + 1}")));
        var finder = new RouteFinder(graph);
        var tree = finder.Find(0);
        for (var to = 0; to < graph.Count; to++)
            finder.Find(to, tree);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var to = 0; to < graph.Count; to++)
            finder.Find(to, tree);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
