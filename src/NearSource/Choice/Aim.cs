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

    /// <summary>Every aim there is.</summary>
    public static ImmutableArray<Aim> All { get; } = [ByteHops, Coverage];

    /// <summary>The aim of that name; null when there is none.</summary>
    public static Aim? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
