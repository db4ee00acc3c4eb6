namespace Quickstart.Internet;

/// <summary>A link between two ASes, in the sense of an as-rel file's line.</summary>
/// <param name="A">The provider, when <paramref name="Kind"/> is <see cref="Relationship.Customer"/>; else either end.</param>
/// <param name="B">The other end.</param>
/// <param name="Kind">What B is to A: <see cref="Relationship.Customer"/> or <see cref="Relationship.Peer"/>.</param>
public sealed record Link(uint A, uint B, Relationship Kind);
