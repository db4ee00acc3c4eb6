using NearSource.Routes;

namespace NearSource.Sightings;

/// <summary>Where the attack's paths run, after what members see.</summary>
/// <param name="Tree">The routes to the target.</param>
/// <param name="Unseen">The routes of traffic that comes in nowhere but where somebody saw traffic come in, so that it passes those who did not answer.</param>
/// <param name="Graph">The routes the graph alone tells.</param>
/// <param name="Attached">ASes the graph does not know, with the known one that takes their traffic.</param>
/// <param name="Answered">The members that answered, by AS.</param>
/// <param name="Looking">Those of these ASes whose member tells where traffic comes in.</param>
internal sealed record SeenRoutes(RouteTree Tree, RouteTree Unseen, RouteTree Graph, IReadOnlyDictionary<uint, int> Attached, IReadOnlyDictionary<int, Sighting> Answered,
    IReadOnlySet<int> Looking)
{
    /// <summary>The graph's own routes.</summary>
    public static SeenRoutes ByGraph(RouteTree tree) => new(tree, tree, tree, new Dictionary<uint, int>(), new Dictionary<int, Sighting>(), new HashSet<int>());
}
