using Controller.Orders;

namespace Controller.Mitigators;

/// <summary>An order as the mitigator sees it.</summary>
/// <param name="Engagement">What to file it under; a new revision of the same engagement replaces the older one.</param>
/// <param name="Revision">The revision that set these terms.</param>
/// <param name="NotAfter">When the controller will withdraw it if nothing changes. A refresh moves the end without a new apply, so a mitigator must not end a filter by this on its own.</param>
public sealed record MitigatorOrder(string Engagement, int Revision, string Alert, OrderTerms Terms, DateTimeOffset NotAfter);
