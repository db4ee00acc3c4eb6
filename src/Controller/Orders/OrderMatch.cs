using System.Collections.Immutable;

namespace Controller.Orders;

/// <summary>
/// Which traffic an order is about, in canonical text. Every list that is not empty narrows the match; a packet must fit one entry of each.
/// </summary>
public sealed record OrderMatch
{
    /// <summary>Destination prefixes; never empty.</summary>
    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>Source prefixes.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    public bool Equals(OrderMatch? other) => other is not null && Lists().Zip(other.Lists()).All(p => p.First.SequenceEqual(p.Second));

    public override int GetHashCode() => HashCode.Combine(Targets.Length, Sources.Length, Targets[0]);

    private IEnumerable<ImmutableArray<string>> Lists() => [Targets, Sources];
}
