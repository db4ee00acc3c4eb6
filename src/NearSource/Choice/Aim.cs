using System.Collections.Immutable;

namespace NearSource.Choice;

/// <summary>What a choice of operators is to be best at: what it is worth to drop a unit of traffic at a certain place.</summary>
/// <param name="Name">The name requests, settings and benchmarks use.</param>
/// <param name="Worth">Worth of dropping a unit so many AS hops before the target; must not fall with the hops.</param>
public sealed record Aim(string Name, Func<int, double> Worth)
{
    /// <summary>Traffic times the AS hops it is spared: near the sources.</summary>
    public static readonly Aim ByteHops = new("byte-hops", static hops => hops);

    /// <summary>Traffic, wherever it is dropped. Picks carriers next to the target.</summary>
    public static readonly Aim Coverage = new("coverage", static _ => 1);

    // When the graph is a year old. The more, the more is caught; above 2 that costs hops in some consortia (docs/decisions/011).
    private const double Seen = 2;

    /// <summary>Every aim there is.</summary>
    public static ImmutableArray<Aim> All { get; } = [ByteHops, Coverage];

    /// <summary>
    /// The same where members told what they see. That traffic crosses an operator was seen then, how far it has still to go is the graph's guess: so whatever is worth
    /// something is worth some hops more, and of ways that save about as much the one goes first that catches more.
    /// </summary>
    /// <param name="staleness">How far the graph's age counts, 0..1.</param>
    internal Aim OfSeen(double staleness) => this with { Worth = hops => Worth(hops) is > 0 and var worth ? worth + (Seen * staleness) : 0 };

    /// <summary>The aim of that name; null when there is none.</summary>
    public static Aim? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
