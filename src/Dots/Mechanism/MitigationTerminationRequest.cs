namespace Dots.Mechanism;

/// <summary>Ends a mitigation; from the orchestrator to a controller a withdrawal (draft, 5.2.1; mechanism, section 1).</summary>
public sealed record MitigationTerminationRequest
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string AlertId { get; init; } = "";

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public MitigationTerminationExtension? Extension { get; init; }
}

/// <summary>extensions.orchestrator of a withdrawal.</summary>
public sealed record MitigationTerminationExtension
{
    /// <summary>The order's next revision; id, revision and not_after are used.</summary>
    public EngagementOrder? Engagement { get; init; }
}
