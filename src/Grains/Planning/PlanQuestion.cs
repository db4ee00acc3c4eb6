using System.Collections.Immutable;
using Dots.Scopes;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;

namespace Grains.Planning;

/// <summary>What a plan is wanted for. Immutable: it is answered outside any turn.</summary>
/// <param name="Asker">Who asks; member id.</param>
public sealed record PlanQuestion(string Asker, HelpRequest Request)
{
    /// <summary>Operators that are not asked, whatever the policy: they refused, ran out, seem to do harm or are being withdrawn.</summary>
    public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>Operators that were asked and may filter already, with the filter entries they hold for it.</summary>
    public ImmutableDictionary<string, int> Standing { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Of those that stand, operators that do not answer.</summary>
    public ImmutableArray<string> Silent { get; init; } = [];

    /// <summary>How many stand as far as is known.</summary>
    public int Engaged => Standing.Count - Silent.Length;

    /// <summary>What these operators have for it at this moment, as they said themselves; of others it is what is known of the members.</summary>
    public ImmutableDictionary<string, OperatorRoom> Rooms { get; init; } = ImmutableDictionary<string, OperatorRoom>.Empty;

    /// <summary>How much of the attack those that stand are expected to drop, bit/s; who is not in here: unknown.</summary>
    public ImmutableDictionary<string, double> Asked { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>Whether those that stand stay as they are and only further ones are wanted beside them; otherwise the plan is for everybody.</summary>
    public bool Beside { get; init; }

    /// <summary>Whether it is for everybody anew while those that stand stay, named again or not.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether one of those that stand is the backstop: beside it there is no other.</summary>
    public bool HasBackstop { get; init; }

    /// <summary>How many places of others are to be filled, by more where one plan may ask that many; null: as many as a plan may ask, because those there are do not suffice.</summary>
    public int? Further { get; init; }

    /// <summary>Whether nobody of those that stand helps, as far as is known: then no bound keeps further ones away.</summary>
    public bool NobodyHelps { get; init; }

    /// <summary>Filters of those that stand and help: a plan for everybody anew is held against them.</summary>
    public ImmutableDictionary<string, TrafficMatch> InForce { get; init; } = ImmutableDictionary<string, TrafficMatch>.Empty;

    /// <summary>Operators that filter and drop next to nothing of what they were expected to, while others drop theirs: whatever they say, the attack does not come through them.</summary>
    public ImmutableArray<string> Idle { get; init; } = [];

    /// <summary>Operators that were asked as a guess and through which nothing came: a guess does not ask them again.</summary>
    public ImmutableArray<string> InVain { get; init; } = [];

    /// <summary>What operators said of the attack, each at most once; empty when nobody was asked.</summary>
    public ImmutableArray<Sighting> Sightings { get; init; } = [];
}
