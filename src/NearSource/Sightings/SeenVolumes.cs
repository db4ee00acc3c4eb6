using System.Collections.Immutable;
using NearSource.Choice;
using NearSource.Routes;

namespace NearSource.Sightings;

/// <summary>How much of the attack runs where, after what members see.</summary>
/// <param name="Shares">Of each of the input's sources: its share of the whole attack.</param>
/// <param name="Unseen">The same of what should have been seen on the expected way and was not, so that it must have taken another.</param>
/// <param name="Beside">Shares that the sources do not explain, with the AS where they were first seen.</param>
/// <param name="Onward">How far what was seen can be followed.</param>
/// <param name="Doubts">Members whose figures contradict others'.</param>
internal sealed record SeenVolumes(double[] Shares, double[] Unseen, ImmutableArray<(int At, double Share)> Beside, Onward Onward, ImmutableArray<Doubt> Doubts);

/// <summary>A member whose figures cannot all be true.</summary>
/// <param name="Member">Its member id.</param>
/// <param name="Reason">What contradicts them.</param>
public sealed record Doubt(string Member, string Reason)
{
    /// <summary>Whether it follows only from the ways to the heaviest target's AS: of who sees what goes to another one it says nothing.</summary>
    internal bool ByWays { get; init; }
}
