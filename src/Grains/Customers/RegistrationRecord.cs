using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Grains.Mitigations;
using OperatorProfile = Grains.Operators.OperatorProfile;

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

    /// <summary>SHA-256 of <c>customer_id:access_token</c> with the token handed out, hex: sender_id of who has no certificate (mechanism, section 5).</summary>
    [Id(9)] public string TokenHash { get; init; } = "";

    [Id(10)] public DateTimeOffset At { get; init; }

    /// <summary>Whether the peer announced the extensions.</summary>
    [Id(11)] public bool Extensions { get; init; }

    /// <summary>Zones among <see cref="Zones"/> that no administrator had approved when they were registered.</summary>
    [Id(30)] public ImmutableArray<Prefix> Claims { get; init; } = [];

    /// <summary>white_list: what is never to be dropped.</summary>
    [Id(31)] public ImmutableArray<FilterEntry> AcceptList { get; init; } = [];

    /// <summary>black_list: what is to be dropped as well.</summary>
    [Id(32)] public ImmutableArray<FilterEntry> DropList { get; init; } = [];

    /// <summary>The tunnel that returns clean traffic; null: none.</summary>
    [Id(33)] public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic; null: none.</summary>
    [Id(34)] public string? NextHop { get; init; }

    /// <summary>Addresses in <see cref="TunnelInformation"/> and <see cref="NextHop"/>.</summary>
    [Id(35)] public ImmutableArray<Prefix> EndPoints { get; init; } = [];

    /// <summary>What a target may be called beside its address: a registered DNS name, or its alias, to the name that is resolved with every request.</summary>
    [Id(36)] public ImmutableSortedDictionary<string, string> Names { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>0..100: with less health than this further operators are asked; null: the orchestrator's own threshold.</summary>
    [Id(40)] public int? HealthThreshold { get; init; }

    /// <summary>The registration before this one's <see cref="TokenHash"/>: whoever did not get the answer to this one still uses it.</summary>
    [Id(60)] public string? TokenHashBefore { get; init; }

    /// <summary>How it proved who it is: the orchestrator calls it back in the same mode.</summary>
    [Id(61)] public PeerMode Mode { get; init; }
}
