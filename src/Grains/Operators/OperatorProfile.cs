using System.Collections.Immutable;

namespace Grains.Operators;

/// <summary>What an operator registered about its network and controller (mechanism, section 2: registration). Only approved ASNs are in here.</summary>
[GenerateSerializer, Immutable, Alias("operator-profile")]
public sealed record OperatorProfile
{
    [Id(0)] public required string Member { get; init; }

    /// <summary>Base URL of its controller.</summary>
    [Id(1)] public required string Url { get; init; }

    /// <summary>"on-path", "exchange" or "scrubber".</summary>
    [Id(2)] public string Kind { get; init; } = "on-path";

    [Id(3)] public ImmutableArray<uint> Asns { get; init; } = [];

    /// <summary>How to reach it: "https" and, later, others.</summary>
    [Id(4)] public string Link { get; init; } = "https";

    [Id(5)] public int? RulesMax { get; init; }

    /// <summary>Filter entries it has left, as far as is known; null: it never said.</summary>
    [Id(6)] public int? RulesFree { get; init; }

    [Id(7)] public double? ScrubBps { get; init; }

    [Id(8)] public double? PortBps { get; init; }

    /// <summary>"mitigation", "blackhole", "flowspec"; empty: mitigation and flowspec.</summary>
    [Id(9)] public ImmutableArray<string> Countermeasures { get; init; } = [];

    /// <summary>"v4", "v6"; empty: both.</summary>
    [Id(10)] public ImmutableArray<string> IpVersions { get; init; } = [];

    [Id(11)] public double? Cost { get; init; }

    [Id(12)] public string? Noc { get; init; }

    /// <summary>Whether it announced the extensions: only then they are sent.</summary>
    [Id(13)] public bool Extensions { get; init; } = true;

    /// <summary>How it proved who it is when it registered; orders go to it in the same mode.</summary>
    [Id(60)] public Customers.PeerMode Mode { get; init; }

    /// <summary>Its controller has missed three heartbeats: asked only where nobody else helps.</summary>
    [Id(62)] public bool Lost { get; init; }

    /// <summary>What all mitigations together expect it to drop, bit/s; as it was told last.</summary>
    [Id(63)] public double AskedBps { get; init; }

    /// <summary>Filter entries it had left when it last said so, in a report or when it registered.</summary>
    [Id(64)] public int? RulesSaid { get; init; }

    /// <summary>Its registration was cancelled: it is asked nothing any more, and still reached with the withdrawals of what it gave.</summary>
    [Id(61)] public bool Leaving { get; init; }
}
