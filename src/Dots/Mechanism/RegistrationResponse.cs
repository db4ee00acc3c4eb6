using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>The answer to a registration (draft, 5.1.1).</summary>
public sealed record RegistrationResponse
{
    public string? CustomerName { get; init; }

    public string? CustomerId { get; init; }

    public ImmutableArray<ZoneAlias> Aliases { get; init; } = [];

    /// <summary>The profile of the signaling channel that was agreed on.</summary>
    public string? SecurityProfile { get; init; }

    /// <summary>Null when there is none.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Attacks above are not protected against, bits/s.</summary>
    public long? ThresholdsBps { get; init; }

    /// <summary>Attacks above are not protected against, packets/s.</summary>
    public long? ThresholdsPps { get; init; }

    /// <summary>Attacks that last longer are not protected against.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Types of attack that are protected against; empty means all.</summary>
    public ImmutableArray<string> CapableAttackTypes { get; init; } = [];

    public DateTimeOffset? RegistrationTime { get; init; }

    public string? MitigationStatus { get; init; }

    public RegistrationResponseExtension? Extension { get; init; }
}

/// <summary>The name under which a zone may be a target.</summary>
public sealed record ZoneAlias
{
    public int Index { get; init; }

    public string Alias { get; init; } = "";
}

/// <summary>extensions.orchestrator of a registration's answer (mechanism, section 2).</summary>
public sealed record RegistrationResponseExtension
{
    public string? MemberId { get; init; }

    public RegistrationState? State { get; init; }

    /// <summary>Indexes of zones that somebody else claims too.</summary>
    public ImmutableArray<int> Disputed { get; init; } = [];
}
