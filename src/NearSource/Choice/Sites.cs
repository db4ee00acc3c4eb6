using System.Collections.Immutable;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Topology;

namespace NearSource.Choice;

/// <summary>Where the contenders stand in a graph.</summary>
internal sealed class Sites
{
    private readonly AsGraph _graph;
    private readonly int[] _first;
    private readonly List<(int Contender, int Next)> _chain = [];
    private readonly List<(int Contender, HashSet<int> Participants)> _exchanges = [];

    public Sites(AsGraph graph, ImmutableArray<Contender> contenders)
    {
        (_graph, _first) = (graph, new int[graph.Count]);
        Array.Fill(_first, -1);

        // Backwards, so that a chain gives them in order.
        for (var c = contenders.Length - 1; c >= 0; c--)
        {
            var known = graph.Known(contenders[c].Asns.Distinct());
            if (contenders[c].Kind == OperatorKind.Scrubber)
            {
                Scrubbers.Insert(0, (c, known));
                continue;
            }

            foreach (var index in known)
            {
                _chain.Add((c, _first[index]));
                _first[index] = _chain.Count - 1;
            }

            if (contenders[c].Kind == OperatorKind.Exchange)
                _exchanges.Insert(0, (c, [.. known.SelectMany(Meeting), .. graph.Known(contenders[c].Participants)]));
        }
    }

    /// <summary>Contenders that work by diversion, with their ASes.</summary>
    public List<(int Contender, ImmutableArray<int> At)> Scrubbers { get; } = [];

    /// <summary>Notes who stands on a path, from the AS to the destination, the destination left out.</summary>
    /// <param name="but">ASes that are known not to see it.</param>
    /// <param name="until">AS hops before the destination from where on nobody sees it: it turns off there.</param>
    /// <returns>AS hops of the path.</returns>
    public int Walk(RouteTree tree, int from, Flows into, Func<int, bool>? but = null, int until = 0)
    {
        for (var at = from; at != tree.Destination && tree.Hops(at) >= until; at = tree.NextHop(at))
        {
            for (var link = but?.Invoke(at) == true ? -1 : _first[at]; link >= 0; link = _chain[link].Next)
                into.Cross(_chain[link].Contender, tree.Hops(at));
            foreach (var (contender, participants) in _exchanges)
                if (tree.Hops(at) > until && tree.Kind(at) != RouteKind.Provider && participants.Contains(at) && participants.Contains(tree.NextHop(at)) && IsPeering(at, tree.NextHop(at)))
                    into.Cross(contender, tree.Hops(at) - 1);
        }

        return tree.Hops(from);
    }

    private bool IsPeering(int one, int other) => _graph.Peers(one).BinarySearch(other) >= 0;

    private int[] Meeting(int exchange) => [.. _graph.Peers(exchange), .. _graph.Customers(exchange), .. _graph.Providers(exchange)];
}
