using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>current_, peak_ or average_throughputs (draft, 5.2.1).</summary>
public sealed record Throughputs
{
    /// <summary>Bits/s (bytes/s on the wire).</summary>
    public long? Bps { get; init; }

    /// <summary>Packets/s.</summary>
    public long? Pps { get; init; }
}

/// <summary>info of a request (draft, 5.2.1).</summary>
public sealed record AttackInfo
{
    public ImmutableArray<string> AttackTypes { get; init; } = [];

    public DateTimeOffset? Started { get; init; }

    public bool? Ongoing { get; init; }

    public AttackSeverity? Severity { get; init; }

    public AttackDirection? Direction { get; init; }

    /// <summary>0..100, of the client.</summary>
    public int? Health { get; init; }
}

/// <summary>vendor of a request (draft, 5.2.1).</summary>
public sealed record Vendor
{
    public string? Name { get; init; }

    public string? Version { get; init; }

    public AttackPayload? Payload { get; init; }

    /// <summary>The payload's hash where the draft describes it, beside the payload; <see cref="AttackPayload.Hash"/> where it prints it. Checked either way.</summary>
    public string? PayloadHash { get; init; }
}

/// <summary>A sample of the attack (draft, 5.2.1).</summary>
public sealed record AttackPayload
{
    public long? Offset { get; init; }

    /// <summary>Decoded.</summary>
    public ImmutableArray<byte> Content { get; init; } = [];

    /// <summary>SHA-256 of the decoded content.</summary>
    public string? Hash { get; init; }
}
