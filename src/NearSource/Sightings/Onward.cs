namespace NearSource.Sightings;

/// <summary>
/// How far what members saw can be followed. Beyond the first who saw a stream the graph tells its way, and where those who answered deny the likelier ways,
/// what is left is often wrong. So a stream has parts, each of which is followed to where its way is doubted.
/// </summary>
/// <param name="routes">The routes as they are seen.</param>
internal sealed class Onward(SeenRoutes routes)
{
    private readonly Dictionary<int, double> _parts = [];

    /// <summary>Only this part of what comes to an AS from members that saw it goes on to the next hop.</summary>
    /// <param name="at">Index of the AS.</param>
    /// <param name="part">0..1; of several the product counts.</param>
    public void Doubt(int at, double part) => _parts[at] = part * _parts.GetValueOrDefault(at, 1);

    /// <summary>The parts of a stream from an AS, each with the AS hops to the target where it turns off nobody knows whereto; 0 where it does not. Parts add up to 1.</summary>
    public IEnumerable<(int Until, double Part)> From(int index)
    {
        var (left, seen) = (1.0, false);
        for (var at = index; at != routes.Tree.Destination && left > 0; at = routes.Tree.NextHop(at))
        {
            seen |= routes.Answered.ContainsKey(at);
            if (!seen || !_parts.TryGetValue(at, out var part))
                continue;
            yield return (routes.Tree.Hops(at), left * (1 - part));
            left *= part;
        }

        if (left > 0)
            yield return (0, left);
    }
}
