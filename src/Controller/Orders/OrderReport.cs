namespace Controller.Orders;

/// <summary>What the orchestrator should know about one engagement.</summary>
/// <param name="Measured">Null when the mitigator does not count, or nothing is in place.</param>
/// <param name="RulesFree">Entries this member still has room for; null: not known.</param>
/// <param name="Failing">Why the mitigator has not done what the order needs, for a person; null when it has.</param>
public sealed record OrderReport(HeldOrder Order, Measurement? Measured, int? RulesFree, string? Failing);

/// <summary>Carries reports to the orchestrator, at least once, the newest of each engagement.</summary>
public interface IOrderReports
{
    /// <summary>Returns at once. A report replaces an older one of the same engagement that was not delivered yet.</summary>
    void Send(OrderReport report);
}
