using System.Collections.Immutable;
using Dots.Addressing;

namespace Dots.Mechanism;

/// <summary>Asks for help, refreshes what was asked, or orders it from a controller (draft, 5.2.1; mechanism, sections 2 and 3).</summary>
public sealed record MitigationRequest
{
    /// <summary>What is granted when no lifetime was asked for.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    public string Version { get; init; } = MechanismCodec.Version;

    /// <summary>Always "attack".</summary>
    public string Type { get; init; } = "attack";

    /// <summary>64 lower-case hex digits, like all ids.</summary>
    public string AlertId { get; init; } = "";

    public string SenderId { get; init; } = "";

    /// <summary>0 for the orchestrator itself.</summary>
    public uint SenderAsn { get; init; }

    public MitigationAction Action { get; init; } = MitigationAction.Mitigation;

    /// <summary>Null: not said, <see cref="DefaultLifetime"/>. Zero: indefinite.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>What the asker's link can take, bits/s (gigabytes/s on the wire).</summary>
    public long? MaxBandwidthBps { get; init; }

    public PacketHeader Header { get; init; } = new();

    public Throughputs? CurrentThroughputs { get; init; }

    public Throughputs? PeakThroughputs { get; init; }

    public Throughputs? AverageThroughputs { get; init; }

    public AttackInfo? Info { get; init; }

    public Vendor? Vendor { get; init; }

    public MitigationRequestExtension? Extension { get; init; }
}

/// <summary>extensions.orchestrator of a request, and of an order, which has an engagement (mechanism, section 2).</summary>
public sealed record MitigationRequestExtension
{
    /// <summary>Where the attack comes from, as the asker saw it. At most 100,000.</summary>
    public ImmutableArray<AttackSource> Sources { get; init; } = [];

    /// <summary>The attack's volume, bits/s.</summary>
    public long? VolumeBps { get; init; }

    public RequestedPolicy? Policy { get; init; }

    /// <summary>Ids of the operators to ask, with <see cref="RequestedPolicy.Manual"/>.</summary>
    public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>Ask nobody, answer the plan.</summary>
    public bool? PlanOnly { get; init; }

    /// <summary>Never to be dropped: of whom the sender asks for, beside the sender's own registration.</summary>
    public ImmutableArray<FilterEntry> AcceptList { get; init; } = [];

    /// <summary>To be dropped as well.</summary>
    public ImmutableArray<FilterEntry> DropList { get; init; } = [];

    /// <summary>The tunnel that returns clean traffic to these targets, instead of the sender's own; null: none.</summary>
    public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic to these targets, instead of the sender's own; null: none.</summary>
    public string? NextHop { get; init; }

    /// <summary>Present in orders only.</summary>
    public EngagementOrder? Engagement { get; init; }
}

/// <summary>Where some of an attack comes from.</summary>
public sealed record AttackSource
{
    public Prefix Prefix { get; init; }

    /// <summary>Bits/s.</summary>
    public long? Bps { get; init; }

    /// <summary>Packets/s.</summary>
    public long? Pps { get; init; }

    public long? Packets { get; init; }
}
