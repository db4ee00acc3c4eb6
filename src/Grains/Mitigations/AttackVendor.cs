namespace Grains.Mitigations;

/// <summary>What found the attack, and a sample of it, passed on to whoever helps (draft, 5.2.1: vendor). Bounded by whoever took the request.</summary>
[GenerateSerializer, Immutable, Alias("attack-vendor")]
public sealed record AttackVendor
{
    [Id(0)] public string? Name { get; init; }

    [Id(1)] public string? Version { get; init; }

    /// <summary>Where in the packet the sample begins, bytes.</summary>
    [Id(2)] public long? Offset { get; init; }

    /// <summary>The sample, base64; null: none, or too long.</summary>
    [Id(3)] public string? Sample { get; init; }

    /// <summary>SHA-256 of the sample, hex; of one that is too long too.</summary>
    [Id(4)] public string? Hash { get; init; }
}
