using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Operators;

namespace Grains.Customers;

/// <summary>What a member registered; what of it is approved is the consortium's to say. Replaced as a whole by the next registration.</summary>
[GenerateSerializer, Immutable, Alias("registration-record")]
public sealed record RegistrationRecord
{
    [Id(0)] public required string CustomerName { get; init; }

    /// <summary>Claimed zones, approved or not; a request's target must lie in one of them, and in an approved one.</summary>
    [Id(1)] public ImmutableArray<Prefix> Zones { get; init; } = [];

    /// <summary>Alias name to zone.</summary>
    [Id(2)] public ImmutableSortedDictionary<string, Prefix> Aliases { get; init; } = ImmutableSortedDictionary.Create<string, Prefix>(StringComparer.Ordinal);

    /// <summary>Destination ports that may be protected; empty: all.</summary>
    [Id(3)] public ImmutableArray<PortRange> Ports { get; init; } = [];

    /// <summary>IP protocol numbers that may be protected; empty: all.</summary>
    [Id(4)] public ImmutableArray<byte> Protocols { get; init; } = [];

    /// <summary>Actions the member agreed to.</summary>
    [Id(5)] public ImmutableArray<HelpAction> Countermeasures { get; init; } = [HelpAction.Mitigation, HelpAction.Flowspec];

    /// <summary>Where status goes; null: it is fetched with refreshes and heartbeats.</summary>
    [Id(6)] public string? CallbackUrl { get; init; }

    /// <summary>What an operator said of its network; null for others.</summary>
    [Id(7)] public OperatorProfile? Operator { get; init; }

    /// <summary>The registration as it came, for what is only stored and passed on.</summary>
    [Id(8)] public string Body { get; init; } = "{}";

    /// <summary>SHA-256 of the access token handed out, hex.</summary>
    [Id(9)] public string TokenHash { get; init; } = "";

    [Id(10)] public DateTimeOffset At { get; init; }

    /// <summary>Whether the peer announced the extensions.</summary>
    [Id(11)] public bool Extensions { get; init; }

    /// <summary>0..100: with less health than this further operators are asked; null: the orchestrator's own threshold.</summary>
    [Id(40)] public int? HealthThreshold { get; init; }
}
