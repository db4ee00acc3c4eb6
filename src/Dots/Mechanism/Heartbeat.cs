using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>Both ways, and its answer (draft, 5.2.1; mechanism, sections 1 and 2).</summary>
public sealed record Heartbeat
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public HeartbeatExtension? Extension { get; init; }
}

/// <summary>extensions.orchestrator of a heartbeat.</summary>
public sealed record HeartbeatExtension
{
    /// <summary>The sender's clock, to the millisecond.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Status that changed since the last heartbeat.</summary>
    public ImmutableArray<MitigationStatusUpdates> Mitigations { get; init; } = [];
}
