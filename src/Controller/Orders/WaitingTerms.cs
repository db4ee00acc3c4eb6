namespace Controller.Orders;

/// <summary>Terms that a newer revision set and that are not in force yet. A newer one takes their place.</summary>
/// <param name="Revision">The revision that set them.</param>
/// <param name="NotAfter">When they end, in force or not.</param>
/// <param name="Until">When they take effect by themselves; null: when a person approves them.</param>
/// <param name="Reason">For a person: why they wait.</param>
public sealed record WaitingTerms(int Revision, OrderTerms Terms, DateTimeOffset NotAfter, DateTimeOffset? Until, string Reason);
