using System.Text.Json.Serialization;

namespace Grains.Mitigations;

/// <summary>What one operator was asked to do for one mitigation, and what became of it, as the orchestrator knows it.</summary>
public sealed record Engagement
{
    /// <summary>Member id of the operator.</summary>
    public required string Operator { get; init; }

    /// <summary>Revision of the newest order. Grows with every order; a withdrawal is the next revision.</summary>
    public required int Revision { get; init; }

    public required EngagementState State { get; init; }

    /// <summary>When the controller drops the filter by itself, whatever happens here.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>
    /// The latest end of any order that the controller may still hold: until it has answered the newest revision, an earlier one with a later end may be
    /// in force there. What <see cref="End"/> becomes once withdrawn.
    /// </summary>
    public required DateTimeOffset HeldUntil { get; init; }

    /// <summary>When <see cref="State"/> was reached; while <see cref="EngagementState.Intended"/>, since when an answer is awaited, whatever revisions followed.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why the controller declined; null unless it did.</summary>
    public DeclineCode? Decline { get; init; }

    /// <summary>What the plan expects of this operator; kept when a later plan leaves it out, so that the withdrawal names it.</summary>
    public required Assignment Assignment { get; init; }

    /// <summary>When match or action last changed for this operator.</summary>
    public DateTimeOffset TermsAt { get; init; }

    /// <summary>Terms that are wanted instead and wait for their time: a match or action changes at most once in <see cref="MitigationRules.ChangeEvery"/>. Null: none.</summary>
    public Assignment? Next { get; init; }

    /// <summary>Filter entries that it takes, or will take when its next terms come.</summary>
    [JsonIgnore]
    public int Rows => Math.Max(Assignment.Match.Rows, Next?.Match.Rows ?? 0);

    /// <summary>When the controller first said that it filters; null: never yet.</summary>
    public DateTimeOffset? ActiveSince { get; init; }

    /// <summary>
    /// Until when the filter stands that the controller last said it has: the end of that order, whatever became of newer ones. Null: it has none, as far as it said.
    /// </summary>
    public DateTimeOffset? FiltersUntil { get; init; }

    /// <summary>The asker's health when this operator began to filter; null while the asker has not told any.</summary>
    public int? HealthBefore { get; init; }

    /// <summary>Withdrawn because the asker's health fell after it began to filter; not asked again for this scope.</summary>
    public bool Paused { get; init; }

    /// <summary>When its counters were last seen to have grown, give or take the half minute between two stores; null: never.</summary>
    public DateTimeOffset? MatchedAt { get; init; }

    /// <summary>Since when its counters have grown again and again, with no longer pause than <see cref="MitigationRules.IdleAfter"/>; null: never.</summary>
    public DateTimeOffset? MatchingSince { get; init; }

    /// <summary>When it last told its counters, whatever they said, give or take the half minute between two stores; null: never.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>It does not help as it should, and others have been looked for because of that.</summary>
    public bool Replaced { get; init; }

    /// <summary>
    /// Share of the attack expected there by the newest plan, 0..1; null: as <see cref="Assignment"/> says, which stays what the order was written with.
    /// </summary>
    public double? Expected { get; init; }

    [JsonIgnore]
    public double ExpectedShare => Expected ?? Assignment.Share;

    /// <summary>Since when next to nothing is expected there; null: something is.</summary>
    public DateTimeOffset? GoneSince { get; init; }

    /// <summary>Since when it drops far less of its share than the others of theirs; null: it does not.</summary>
    public DateTimeOffset? WeakSince { get; init; }

    /// <summary>It last said that it drops more than the whole attack: what it counts tells nothing.</summary>
    public bool Overstates { get; init; }

    /// <summary>It was asked as a guess, nothing came through it while the attack went on, and the next were looked for in its place: no guess asks it again.</summary>
    public bool InVain { get; init; }

    /// <summary>When it was last let go because it was of no use, and until when it is not asked again; null: it never was.</summary>
    public Rest? Rest { get; init; }

    /// <summary>It refused or ran out, and may be asked again all the same: why it did has gone.</summary>
    public bool Readmitted { get; init; }

    /// <summary>Whether the controller may be holding a filter that it should hold.</summary>
    [JsonIgnore]
    public bool Stands => State is EngagementState.Intended or EngagementState.Accepted or EngagementState.Active;
}

/// <summary>An operator that was let go because it was of no use is not asked again for a while, which grows each time until it has been of use again.</summary>
/// <param name="Times">How often in a row it was let go.</param>
/// <param name="At">When it was last.</param>
/// <param name="Until">Not asked again before, unless nobody else helps.</param>
public sealed record Rest(int Times, DateTimeOffset At, DateTimeOffset Until);

/// <summary>Where an engagement stands. Only controllers' answers and reports move it beyond <see cref="Intended"/> and <see cref="Withdrawing"/>.</summary>
public enum EngagementState
{
    /// <summary>Decided and stored; the controller has not answered the newest order yet.</summary>
    Intended,

    /// <summary>The controller took the order and has not said that it filters.</summary>
    Accepted,

    /// <summary>The controller said that it filters.</summary>
    Active,

    /// <summary>The controller will not filter; see <see cref="Engagement.Decline"/>.</summary>
    Declined,

    /// <summary>The controller ran out of rules or capacity.</summary>
    Exhausted,

    /// <summary>The controller let go by itself because nothing matched any more.</summary>
    Released,

    /// <summary>Withdrawn here; the controller has not said that the filter is gone.</summary>
    Withdrawing,

    /// <summary>The controller said that the filter is gone, or its end has passed for certain.</summary>
    Ended,
}

/// <summary>Why a controller does not filter (mechanism, section 2).</summary>
public enum DeclineCode
{
    Legal,
    Policy,
    Capacity,
    Unverified,
    Unsupported,
}
