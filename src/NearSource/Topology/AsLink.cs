namespace NearSource.Topology;

/// <summary>A business relation between two ASes.</summary>
/// <param name="First">The provider, or one of two peers.</param>
/// <param name="Second">The customer, or the other peer.</param>
/// <param name="Relation">What they are to each other.</param>
public readonly record struct AsLink(uint First, uint Second, AsRelation Relation)
{
    /// <summary>
    /// The two ASes whatever their order: one pair has one relation. A tuple, whose hash is seeded: numbers of a file that collide on purpose
    /// would make reading it quadratic.
    /// </summary>
    internal (uint Low, uint High) Pair => First < Second ? (First, Second) : (Second, First);
}

/// <summary>What two neighbouring ASes are to each other; the values are those of CAIDA's files.</summary>
public enum AsRelation
{
    /// <summary>The first is the provider of the second.</summary>
    ProviderOfCustomer = -1,

    /// <summary>They exchange their own and their customers' traffic.</summary>
    Peers = 0,
}
