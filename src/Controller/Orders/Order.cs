using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>An order as it came, checked for form only.</summary>
/// <param name="Revision">1 or more.</param>
/// <param name="NotAfter">Absolute end, by the orchestrator's clock.</param>
public sealed record Order(string Engagement, string Alert, int Revision, DateTimeOffset NotAfter)
{
    /// <summary>The member that asked for it, which the engagement's id begins with ("member:alert/operator"); null when it names none.</summary>
    public static string? AskerOf(string engagement) => engagement.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? engagement[..colon] : null;
}

/// <summary>What this member's policy says to an order.</summary>
public abstract record Verdict
{
    /// <param name="Terms">The order as far as policy lets it pass: never wider than asked.</param>
    /// <param name="NeedsApproval">Why a person has to approve it first; null when nobody has to.</param>
    public sealed record Accept(OrderTerms Terms, string? NeedsApproval = null) : Verdict;

    /// <param name="Reason">For a person: which rule, which value.</param>
    public sealed record Decline(DeclineCode Code, string Reason) : Verdict;
}
