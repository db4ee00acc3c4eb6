using Dots.Addressing;

namespace Grains.Consortium;

/// <summary>A zone that a member registered without being approved for it.</summary>
[GenerateSerializer, Immutable, Alias("claim")]
public sealed record Claim([property: Id(0)] string Member, [property: Id(1)] Prefix Zone);
