using System.Collections.Immutable;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Choice;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Sightings;

namespace NearSource.Planning;

/// <summary>All that a plan depends on; the same input gives the same plan (design, section 4).</summary>
public sealed record PlanInput
{
    /// <summary>The traffic the request is about, targets included. No order is wider.</summary>
    public required TrafficMatch Signature { get; init; }

    /// <summary>Who asks; never asked itself, unless it is listed in <see cref="Operators"/>.</summary>
    public required string Asker { get; init; }

    /// <summary>What is asked for.</summary>
    public Countermeasure Action { get; init; } = Countermeasure.Mitigation;

    /// <summary>What sort of attack it is: whether its sources are believed, and what orders match on. Unknown: they are, and only what names nothing but its target is matched by them.</summary>
    public AttackClass Class { get; init; }

    /// <summary>As wide as the asker's targets may be; targets that add up to such prefixes may be written as those where entries are short.</summary>
    public WidestScope WidestTarget { get; init; } = WidestScope.Addresses;

    /// <summary>Where the attack comes from, when the asker told.</summary>
    public ImmutableArray<AttackSource> Sources { get; init; } = [];

    /// <summary>The attack's rate at the asker, bits/s.</summary>
    public double? VolumeBps { get; init; }

    /// <summary>What the asker's link can take, bits/s.</summary>
    public double? MaxBandwidthBps { get; init; }

    /// <summary>Name of the policy; null = the default, <see cref="Planner.DefaultPolicy"/>.</summary>
    public string? Policy { get; init; }

    /// <summary>The operators to ask, with the policy manual.</summary>
    public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>Every approved operator.</summary>
    public ImmutableArray<Candidate> Candidates { get; init; } = [];

    /// <summary>How many operators a policy that chooses may ask, beside those that stand.</summary>
    public int Ask { get; init; } = 10;

    /// <summary>Who originates which addresses.</summary>
    public OriginTable Origins { get; init; } = OriginTable.Empty;

    /// <summary>Whether cleaned traffic has a way back to the target (tunnel_information, next_hop); scrubbers need one.</summary>
    public bool ReturningPath { get; init; }

    /// <summary>
    /// The AS graph with its routing trees; null where there is none. With it operators that sources merely cross are found, and choosing follows
    /// <see cref="Aim"/>; without it, or where it does not know the target's AS, only those in whose own networks sources stand.
    /// </summary>
    public RouteCache? Routes { get; init; }

    /// <summary>What choosing is to be best at, where there is a graph.</summary>
    public Aim Aim { get; init; } = Aim.ByteHops;

    /// <summary>What members see of the attack, by their ids; null when nobody was asked.</summary>
    public SightingSet? Sightings { get; init; }

    /// <summary>Filters that operators have for this attack already, by member id; with any, or without, <see cref="Plan.Worth"/> holds them against the plan.</summary>
    public ImmutableDictionary<string, TrafficMatch> InForce { get; init; } = ImmutableDictionary<string, TrafficMatch>.Empty;

    /// <summary>Members through which nothing came when they were asked as a guess: where nothing tells where the attack comes from they are not asked again.</summary>
    public ImmutableArray<string> InVain { get; init; } = [];

    /// <summary>Most that the asked may charge together, whatever the policy; null without limit.</summary>
    public double? CostLimit { get; init; }
}
