namespace Dots.Mechanism;

/// <summary>How the asker fares (draft, 5.2.1).</summary>
public sealed record MitigationEfficacyUpdates
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string AlertId { get; init; } = "";

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }

    public AttackStatus AttackStatus { get; init; }

    /// <summary>0..100.</summary>
    public int Health { get; init; }
}
