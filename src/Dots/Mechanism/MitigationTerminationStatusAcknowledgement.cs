namespace Dots.Mechanism;

/// <summary>Closes the dialogue about a mitigation after its final status (draft, 5.2.1).</summary>
public sealed record MitigationTerminationStatusAcknowledgement
{
    public string Version { get; init; } = MechanismCodec.Version;

    public string AlertId { get; init; } = "";

    public string SenderId { get; init; } = "";

    public uint SenderAsn { get; init; }
}
