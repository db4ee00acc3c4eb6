using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>An order as people of this member see it.</summary>
/// <param name="Measured">Null when nothing was counted.</param>
/// <param name="Efficacy">Null when the asker said nothing since the start.</param>
/// <param name="Failing">Why the mitigator has not done what the order needs; null when it has.</param>
internal sealed record OrderView(HeldOrder Order, Measurement? Measured, OrderEfficacy? Efficacy, string? Failing);

/// <summary>How the asker said that it fares.</summary>
/// <param name="Health">0..100.</param>
internal sealed record OrderEfficacy(AttackStatus Attack, int Health, DateTimeOffset At);
