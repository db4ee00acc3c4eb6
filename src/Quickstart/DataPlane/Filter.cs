using Dots.Scopes;

namespace Quickstart.DataPlane;

/// <summary>A filter in one operator's network, with what it would match of the attack.</summary>
internal sealed class Filter(string id, TrafficMatch match, bool[] matches, bool forTarget, Meter dropped, Meter forwarded)
{
    public string Id => id;

    /// <summary>Whether the filter concerns the attacked address at all.</summary>
    public bool ForTarget => forTarget;

    public Meter Dropped => dropped;

    public Meter Forwarded => forwarded;

    public bool Catches(int flow) => matches[flow];

    public HeldFilter Read() => new(id, match, new(dropped.Read(), forwarded.Read()));
}
