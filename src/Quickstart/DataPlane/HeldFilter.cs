using Dots.Scopes;

namespace Quickstart.DataPlane;

/// <summary>A filter that an operator's routers hold.</summary>
/// <param name="Id">The name it was applied under.</param>
/// <param name="Match">What it drops.</param>
/// <param name="Counters">What it did so far.</param>
public sealed record HeldFilter(string Id, TrafficMatch Match, FilterCounters Counters);
