using System.Collections.Immutable;

namespace Grains.Mitigations;

/// <summary>One accepted request for help: the request, its plan, every engagement ever made, its end. The aggregate's state.</summary>
public sealed record Mitigation
{
    /// <summary>The state before anything was asked.</summary>
    public static readonly Mitigation None = new();

    internal static readonly ImmutableSortedDictionary<string, string> NobodySkipped = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal static readonly ImmutableSortedDictionary<string, Unheeded> NobodyUnheeded = ImmutableSortedDictionary.Create<string, Unheeded>(StringComparer.Ordinal);

    /// <summary>Who asked, and the alert id it chose; "member:alert".</summary>
    public string Key { get; init; } = "";

    public MitigationPhase Phase { get; init; }

    /// <summary>The newest accepted request; null before the first.</summary>
    public HelpRequest? Request { get; init; }

    /// <summary>`Date` of the newest accepted request: the newest wins (mechanism, section 4).</summary>
    public DateTimeOffset RequestDate { get; init; }

    /// <summary>Hash of the newest accepted request's body: equal date and body is a retry.</summary>
    public string RequestHash { get; init; } = "";

    /// <summary>Salt of <see cref="SourceHash"/>. Forgotten with this document, and the hashes in the ledger say nothing from then on.</summary>
    public string SourcesSalt { get; init; } = "";

    /// <summary>Grows when the scope changes; a plan made for an older scope is not taken.</summary>
    public int Scope { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ends unless the asker refreshes it. <see cref="DateTimeOffset.MaxValue"/>: indefinite.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>What the newest plan says about the whole; null before the first. Whom it left out stands in the ledger only.</summary>
    public PlanSummary? Plan { get; init; }

    /// <summary>Everyone ever asked, by member id.</summary>
    public ImmutableSortedDictionary<string, Engagement> Engagements { get; init; } = ImmutableSortedDictionary.Create<string, Engagement>(StringComparer.Ordinal);

    /// <summary>Totals as last stored, by member id; at most 30 s old.</summary>
    public ImmutableSortedDictionary<string, Count> Counts { get; init; } = ImmutableSortedDictionary.Create<string, Count>(StringComparer.Ordinal);

    /// <summary>Peaks of the summed series, as last stored.</summary>
    public Figures Peaks { get; init; } = Figures.Zero;

    public EndReason EndReason { get; init; }

    public string EndedBy { get; init; } = "";

    public DateTimeOffset EndedAt { get; init; }

    /// <summary>How the asker fares, 0..100, as it last told; null: it never did.</summary>
    public int? Health { get; init; }

    /// <summary>Whether the asker last said that the attack is over.</summary>
    public bool AttackOver { get; init; }

    /// <summary>When the asker last said that the attack goes on after it had said that it is over.</summary>
    public DateTimeOffset ResumedAt { get; init; }

    /// <summary>Since when the asker says each time that it is attacked and fares worse than its threshold; null: it does not.</summary>
    public DateTimeOffset? LowSince { get; init; }

    /// <summary>`Date` of the newest efficacy update that changed anything.</summary>
    public DateTimeOffset EfficacyDate { get; init; }

    /// <summary>How often further operators were wanted; <see cref="PlannedWave"/> says how often that was planned.</summary>
    public int Wave { get; init; }

    /// <summary>How many operators the newest call for further ones is for; null: as many as a plan may ask.</summary>
    public int? Further { get; init; }

    public int PlannedWave { get; init; }

    /// <summary>When operators were last asked by a plan, or looked for in vain; a plan that keeps those that stand asks nobody.</summary>
    public DateTimeOffset PlannedAt { get; init; }

    /// <summary>Whether the newest call is for a plan for everybody anew, to be held against the filters that stand.</summary>
    public bool Anew { get; init; }

    /// <summary>When those that stand were last held against a plan for everybody.</summary>
    public DateTimeOffset WeighedAt { get; init; }

    /// <summary>Volume of the attack when everybody was last planned for, bit/s; null: the asker had not told any.</summary>
    public double? PlannedVolume { get; init; }

    /// <summary>Where the attack came from when a plan for everybody was last called for, as a <see cref="SourceSketch"/>; null: no sources were told.</summary>
    public string? PlannedSources { get; init; }

    /// <summary>What the asker tells since of the attack that was not planned for yet, for a person; null: nothing.</summary>
    public string? Shifted { get; init; }

    /// <summary>Whether the asker has told other sources since the plan was called for that is under way.</summary>
    public bool SourcesMoved { get; init; }

    /// <summary>Whether the standing orders were cut down to a narrower request since everybody was last planned for.</summary>
    public bool CutDown { get; init; }

    /// <summary>Operators whose late word has brought about plans of which none was taken since, by member id.</summary>
    public ImmutableSortedDictionary<string, Unheeded> Unheeded { get; init; } = NobodyUnheeded;

    /// <summary>When filters in the wrong place last brought about a plan.</summary>
    public DateTimeOffset WeakToldAt { get; init; }

    /// <summary>How many stood when a call for further ones found that as many are engaged as may be; null: the newest did not.</summary>
    public int? FullWith { get; init; }

    /// <summary>Operators that were called for in the place of others and not found yet.</summary>
    public int Missing { get; init; }

    /// <summary>Operators for which the newest call looks in whose place the next of a guess are asked, those first that saw nothing for longest; as many of them go as are found.</summary>
    public ImmutableArray<string> Trying { get; init; } = [];

    /// <summary>How many calls in a row found nobody.</summary>
    public int Fruitless { get; init; }

    /// <summary>When the asker acknowledged the end; null: it did not.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Whether what everybody did has been written into the ledger, after the close.</summary>
    public bool Settled { get; init; }

    /// <summary>Whether the asker still has it.</summary>
    public bool Runs => Phase is MitigationPhase.Accepted or MitigationPhase.Planned;

    /// <summary>When the last filter is gone for certain, the skew of clocks left aside.</summary>
    public DateTimeOffset LastEnd => Engagements.Count == 0 ? EndedAt : Engagements.Values.Max(e => e.End);
}

/// <summary>How often the late word of one operator brought about a plan, and until when it brings about none.</summary>
public sealed record Unheeded(int Plans, DateTimeOffset Until);
