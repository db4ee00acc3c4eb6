namespace Grains.Mitigations;

/// <summary>How an asker fares under the attack (mechanism, section 1: mitigation_efficacy_updates).</summary>
/// <param name="Date">When it was said; the newest counts.</param>
/// <param name="AttackOver">Whether the attack is over, as the asker sees it.</param>
/// <param name="Health">0..100.</param>
/// <param name="RecruitBelow">With less health than this, and still under attack, further operators are asked.</param>
[GenerateSerializer, Immutable, Alias("efficacy-report")]
public sealed record EfficacyReport(
    [property: Id(0)] DateTimeOffset Date,
    [property: Id(1)] bool AttackOver,
    [property: Id(2)] int Health,
    [property: Id(3)] int RecruitBelow);
