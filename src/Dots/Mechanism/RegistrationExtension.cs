using System.Collections.Immutable;

namespace Dots.Mechanism;

/// <summary>extensions.orchestrator of a registration (mechanism, section 2).</summary>
public sealed record RegistrationExtension
{
    /// <summary>Where orders, heartbeats and status go; https. Null for those that read their status from answers.</summary>
    public Uri? CallbackUrl { get; init; }

    public RegistrantKind? Kind { get; init; }

    public OperatorProfile? Operator { get; init; }

    /// <summary>0..100: with less health than this, and still under attack, further operators are to be asked. Null: the orchestrator's own threshold.</summary>
    public int? HealthThreshold { get; init; }
}

/// <summary>What an operator brings into the consortium (mechanism, section 2).</summary>
public sealed record OperatorProfile
{
    public OperatorKind? Kind { get; init; }

    public ImmutableArray<uint> Asns { get; init; } = [];

    public ControllerLinkKind? Link { get; init; }

    /// <summary>Filter rules its devices take.</summary>
    public long? RulesMax { get; init; }

    public long? RulesFree { get; init; }

    /// <summary>Scrubbing capacity, bits/s.</summary>
    public long? ScrubBps { get; init; }

    /// <summary>Capacity of its ports, bits/s.</summary>
    public long? PortBps { get; init; }

    public Countermeasures? Countermeasures { get; init; }

    public IpVersions? IpVersions { get; init; }

    /// <summary>Relative price of its help; no unit.</summary>
    public double? Cost { get; init; }

    /// <summary>How to reach its people.</summary>
    public string? Noc { get; init; }
}
