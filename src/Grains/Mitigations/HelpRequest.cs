using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;

namespace Grains.Mitigations;

/// <summary>What an asker wants, whatever protocol it spoke. Units: bits and packets per second.</summary>
[GenerateSerializer, Immutable, Alias("help-request")]
public sealed record HelpRequest
{
    /// <summary>The traffic to be stopped; its destinations are the targets.</summary>
    [Id(0)] public required TrafficMatch Match { get; init; }

    [Id(1)] public required HelpAction Action { get; init; }

    /// <summary>Wanted lifetime; null: the default; zero: indefinite.</summary>
    [Id(2)] public TimeSpan? Lifetime { get; init; }

    /// <summary>What the asker's link can take, bit/s; null when it did not say.</summary>
    [Id(3)] public double? MaxBandwidthBps { get; init; }

    /// <summary>Volume of the attack, bit/s, as the asker sees it; a lower bound when its link is full.</summary>
    [Id(4)] public double? VolumeBps { get; init; }

    [Id(5)] public ImmutableArray<WeightedSource> Sources { get; init; } = [];

    /// <summary>Name of the planning policy; null: the orchestrator's default.</summary>
    [Id(6)] public string? Policy { get; init; }

    /// <summary>Whom to ask, with policy manual.</summary>
    [Id(7)] public ImmutableArray<string> Operators { get; init; } = [];

    /// <summary>CSV of attack types, passed on.</summary>
    [Id(8)] public string? AttackTypes { get; init; }

    /// <summary>When the attack started, passed on.</summary>
    [Id(9)] public DateTimeOffset? Started { get; init; }

    /// <summary>1 low, 2 medium, 3 high; passed on.</summary>
    [Id(10)] public int? Severity { get; init; }

    /// <summary>Greatest volume of the attack, bit/s, as the asker saw it.</summary>
    [Id(20)] public double? PeakBps { get; init; }

    /// <summary>Greatest number of packets per second, as the asker saw it.</summary>
    [Id(21)] public double? PeakPps { get; init; }

    /// <summary>How the asker fares, 0..100; null when it did not say.</summary>
    [Id(22)] public int? Health { get; init; }

    /// <summary>The highest rate of the attack that was told, bit/s: what the contract's threshold is compared with.</summary>
    [Id(30)] public double? HighestBps { get; init; }

    /// <summary>The highest rate of the attack that was told, packets/s.</summary>
    [Id(31)] public double? HighestPps { get; init; }

    /// <summary>The accept lists of the request and of the asker's registration as far as they touch the targets; they ride with every order.</summary>
    [Id(32)] public ImmutableArray<FilterEntry> AcceptList { get; init; } = [];

    /// <summary>Their drop lists, narrowed to the targets; they ride with every order.</summary>
    [Id(33)] public ImmutableArray<FilterEntry> DropList { get; init; } = [];

    /// <summary>The tunnel that returns clean traffic to the targets; null: none.</summary>
    [Id(34)] public string? TunnelInformation { get; init; }

    /// <summary>The next hop that returns clean traffic to the targets; null: none.</summary>
    [Id(35)] public string? NextHop { get; init; }

    /// <summary>Addresses in <see cref="TunnelInformation"/> and <see cref="NextHop"/> as the request itself named them; empty when they are the registration's.</summary>
    [Id(36)] public ImmutableArray<Prefix> EndPoints { get; init; } = [];

    /// <summary>Whether the attack goes on, as the asker says; passed on.</summary>
    [Id(37)] public bool? Ongoing { get; init; }

    /// <summary>0 inbound, 1 outbound; passed on.</summary>
    [Id(38)] public int? Direction { get; init; }

    /// <summary>Passed on; null: nothing was said.</summary>
    [Id(39)] public AttackVendor? Vendor { get; init; }

    /// <summary>
    /// Where it comes from in short, by <see cref="Sketched"/>; null: to be made when it is needed. Not stored: it follows from the sources.
    /// </summary>
    [Id(40), JsonIgnore] public string? Sketch { get; init; }

    /// <summary>The same, with what mitigations compare of its sources: of 100,000 that takes milliseconds, which whoever reads the request has and a turn has not.</summary>
    public HelpRequest Sketched() => this with { Sketch = SourceSketch.Of(Sources) };

    /// <summary>Where it comes from in short, see <see cref="SourceSketch"/>; null without sources.</summary>
    internal string? SketchOfSources => Sketch ?? SourceSketch.Of(Sources);

    /// <summary>The attack's rate, bits/s: what the asker told of the whole, else of every source together; null: neither.</summary>
    internal double? AttackBps => VolumeBps ?? (Sources.IsEmpty || Sources.Any(s => s.Bps is null) ? null : Sources.Sum(s => Math.Max(0, s.Bps!.Value)));

    /// <summary>Whether cleaned traffic has a way back: without one nobody is asked to divert.</summary>
    public bool HasReturningPath => TunnelInformation is not null || NextHop is not null;

    /// <summary>
    /// Whether the same traffic is to be stopped in the same way: a refresh, not a change of scope. Lists are no part of the scope: who is asked does not
    /// depend on them, and the refresh's own revision carries the new ones. Where the attack comes from moves all the time: other sources are no other scope,
    /// but the first that are told.
    /// </summary>
    public bool SameScope(HelpRequest other) => SameBesidesMatch(other) && Match.IsWithin(other.Match) && other.Match.IsWithin(Match);

    /// <summary>Whether less of the same traffic is to be stopped in the same way: who does what of it need not change.</summary>
    public bool IsNarrowerThan(HelpRequest other) => SameBesidesMatch(other) && Match.IsWithin(other.Match);

    private bool SameBesidesMatch(HelpRequest other) =>
        Action == other.Action && Policy == other.Policy && TunnelInformation == other.TunnelInformation && NextHop == other.NextHop
        && Operators.SequenceEqual(other.Operators) && Sources.IsEmpty == other.Sources.IsEmpty;

    /// <summary>Whether as much of the attack comes from the same places.</summary>
    public bool SameSources(HelpRequest other) => Sources.Length == other.Sources.Length && Sources.Zip(other.Sources).All(s => s.First.SameAs(s.Second));
}

/// <summary>What a filter does (mechanism, section 3: mitigation_action).</summary>
public enum HelpAction
{
    Mitigation = 1,
    Blackhole = 2,
    Flowspec = 3,
}
