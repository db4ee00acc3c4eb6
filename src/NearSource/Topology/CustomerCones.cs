namespace NearSource.Topology;

/// <summary>
/// Customer cones: how many ASes each reaches by customer links alone, itself included (CAIDA's AS Rank). Who has the larger one carries more of others' traffic.
/// </summary>
public static class CustomerCones
{
    /// <summary>The size of each AS's cone, by the graph's indices.</summary>
    public static int[] Sizes(AsGraph graph)
    {
        var sizes = new int[graph.Count];
        var seen = new int[graph.Count];
        var open = new Stack<int>();
        for (var i = 0; i < graph.Count; i++)
        {
            open.Push(i);
            seen[i] = i + 1;
            while (open.TryPop(out var at))
            {
                sizes[i]++;
                foreach (var customer in graph.Customers(at))
                    if (seen[customer] != i + 1)
                    {
                        seen[customer] = i + 1;
                        open.Push(customer);
                    }
            }
        }

        return sizes;
    }

    /// <summary>The indices, the largest cone first; of equal ones the lower AS number.</summary>
    public static int[] Ranked(AsGraph graph)
    {
        var sizes = Sizes(graph);
        var order = Enumerable.Range(0, graph.Count).ToArray();
        Array.Sort(order, (a, b) => sizes[a] != sizes[b] ? sizes[b].CompareTo(sizes[a]) : a.CompareTo(b));
        return order;
    }
}
