namespace NearSource.Topology;

/// <summary>Finds ASes that are, through others, their own providers: nobody sells transit in a circle, so some link of it was inferred wrongly.</summary>
internal static class ProviderCycles
{
    /// <summary>For each group of ASes that are all above and below each other: the position of its first link and a sentence.</summary>
    public static IEnumerable<(int Link, string Problem)> In(IReadOnlyList<AsLink> links)
    {
        var graph = AsGraph.Of(links.Where(l => l.Relation == AsRelation.ProviderOfCustomer));
        var group = Groups(graph);
        var size = new int[graph.Count];
        foreach (var g in group)
            size[g]++;

        var told = new HashSet<int>();
        for (var i = 0; i < links.Count; i++)
        {
            if (links[i].Relation != AsRelation.ProviderOfCustomer)
                continue;
            var g = group[graph.IndexOf(links[i].First)];
            if (size[g] > 1 && g == group[graph.IndexOf(links[i].Second)] && told.Add(g))
                yield return (i, $"AS {links[i].First} is provider of AS {links[i].Second} and, through others, its customer ({size[g]} ASes in a circle)");
        }
    }

    /// <summary>Tarjan's strongly connected components, without recursion: chains of providers may be as long as a hostile file.</summary>
    private static int[] Groups(AsGraph graph)
    {
        var n = graph.Count;
        var (order, low, group) = (new int[n], new int[n], new int[n]);
        Array.Fill(group, -1);
        var (counter, groups) = (0, 0);
        var open = new Stack<int>();
        var walk = new Stack<(int Node, int Next)>();
        for (var root = 0; root < n; root++)
        {
            if (order[root] == 0)
                walk.Push((root, 0));
            while (walk.TryPop(out var at))
            {
                var (node, next) = at;
                if (next == 0)
                {
                    order[node] = low[node] = ++counter;
                    open.Push(node);
                }

                var customers = graph.Customers(node);
                if (next > 0 && group[customers[next - 1]] < 0)
                    low[node] = Math.Min(low[node], low[customers[next - 1]]);
                while (next < customers.Length && order[customers[next]] != 0)
                {
                    if (group[customers[next]] < 0)
                        low[node] = Math.Min(low[node], order[customers[next]]);
                    next++;
                }

                if (next < customers.Length)
                {
                    walk.Push((node, next + 1));
                    walk.Push((customers[next], 0));
                    continue;
                }

                if (low[node] != order[node])
                    continue;
                for (int member; group[member = open.Pop()] < 0;)
                {
                    group[member] = groups;
                    if (member == node)
                        break;
                }

                groups++;
            }
        }

        return group;
    }
}
