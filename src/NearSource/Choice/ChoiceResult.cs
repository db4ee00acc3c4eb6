using System.Collections.Immutable;
using NearSource.Sightings;

namespace NearSource.Choice;

/// <summary>Whom to ask, and what that is expected to do. Shares are of the whole attack, unmapped sources included.</summary>
/// <param name="Chosen">In the order of importance; nobody twice.</param>
/// <param name="Reach">Share that crosses some contender, 0..1.</param>
/// <param name="Caught">Share that the chosen drop.</param>
/// <param name="HopsSaved">AS hops spared to a unit of the attack, on average: by the chosen.</param>
/// <param name="HopsAttainable">The same if all contenders dropped what crosses them.</param>
/// <param name="Routed">Whether the graph knows the target; nothing else is known where it does not.</param>
public sealed record ChoiceResult(ImmutableArray<ChosenOperator> Chosen, double Reach, double Caught, double HopsSaved, double HopsAttainable, bool Routed)
{
    /// <summary>Members whose sightings contradict others'.</summary>
    public ImmutableArray<Doubt> Doubts { get; init; } = [];
}

/// <summary>One of the chosen.</summary>
/// <param name="Contender">Position in the input.</param>
/// <param name="Share">Share of the attack it drops: each source counts once, at the chosen nearest to it.</param>
/// <param name="Hops">AS hops from those sources to it, on average.</param>
/// <param name="HopsLeft">AS hops from it to the target, on average.</param>
/// <param name="Backstop">Chosen not for the aim but to stand before what is left.</param>
/// <param name="Sources">Positions of the input's sources expected to cross it, each with the share of the attack it drops of them: 0 where another does.</param>
public sealed record ChosenOperator(int Contender, double Share, double Hops, double HopsLeft, bool Backstop, ImmutableArray<(int Source, double Share)> Sources);
