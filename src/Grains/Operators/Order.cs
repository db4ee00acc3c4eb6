using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Grains.Mitigations;

namespace Grains.Operators;

/// <summary>The message that tells a controller its engagement; a withdrawal is the next revision of it.</summary>
[GenerateSerializer, Immutable, Alias("order")]
public sealed record Order
{
    /// <summary>Engagement id, see <see cref="MitigationKey.Engagement"/>.</summary>
    [Id(0)] public required string Engagement { get; init; }

    [Id(1)] public required int Revision { get; init; }

    /// <summary>Alert id minted for controllers.</summary>
    [Id(2)] public required string Alert { get; init; }

    /// <summary>Whether the filter is to go.</summary>
    [Id(3)] public required bool Withdraw { get; init; }

    [Id(4)] public required TrafficMatch Match { get; init; }

    [Id(5)] public required HelpAction Action { get; init; }

    /// <summary>Absolute end: the controller lets go then, whatever happens.</summary>
    [Id(6)] public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Share of the attack expected there, 0..1.</summary>
    [Id(7)] public double Share { get; init; }

    /// <summary>Sources expected there.</summary>
    [Id(8)] public ImmutableArray<Prefix> Sources { get; init; } = [];

    [Id(9)] public string? AttackTypes { get; init; }

    [Id(10)] public DateTimeOffset? Started { get; init; }

    [Id(11)] public int? Severity { get; init; }

    /// <summary>Never to be dropped, whatever the match says.</summary>
    [Id(30)] public ImmutableArray<FilterEntry> AcceptList { get; init; } = [];

    /// <summary>To be dropped as well; each names a destination of the match.</summary>
    [Id(31)] public ImmutableArray<FilterEntry> DropList { get; init; } = [];

    /// <summary>The tunnel that returns clean traffic; null: none.</summary>
    [Id(32)] public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic; null: none.</summary>
    [Id(33)] public string? NextHop { get; init; }

    [Id(34)] public bool? Ongoing { get; init; }

    /// <summary>0 inbound, 1 outbound.</summary>
    [Id(35)] public int? Direction { get; init; }

    /// <summary>How the asker fared when it asked, 0..100.</summary>
    [Id(36)] public int? Health { get; init; }

    [Id(37)] public AttackVendor? Vendor { get; init; }
}
