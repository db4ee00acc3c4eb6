using Dots.Mechanism;

namespace Controller.Orders;

/// <summary>What can be said to a held order.</summary>
public abstract record OrderCommand
{
    /// <summary>The orchestrator sent an order.</summary>
    public sealed record Receive(Order Order, Verdict Verdict) : OrderCommand;

    /// <summary>The orchestrator sent a withdrawal.</summary>
    public sealed record Withdraw(string Engagement, string Alert, int Revision) : OrderCommand;

    /// <summary>The mitigator confirmed that the terms of this revision are in place.</summary>
    public sealed record Applied(int TermsRevision) : OrderCommand;

    /// <summary>The mitigator says it does not do it, or no longer has room for it.</summary>
    public sealed record Refused(int TermsRevision, DeclineCode Code, string Reason) : OrderCommand;

    /// <summary>The mitigator says that it holds nothing of what it had confirmed, e.g. after it was restarted.</summary>
    public sealed record Vanished(int TermsRevision) : OrderCommand;

    /// <summary>The mitigator confirmed that nothing is in place any more.</summary>
    public sealed record TakenOut(int TermsRevision) : OrderCommand;

    /// <summary>Nothing matched for the time this member keeps idle filters.</summary>
    public sealed record Release(string Reason) : OrderCommand;

    /// <summary>A person of this member approved what waits.</summary>
    public sealed record Approve(string By) : OrderCommand;

    /// <summary>A person of this member declined it.</summary>
    public sealed record DeclineByHand(DeclineCode Code, string Reason) : OrderCommand;

    /// <summary>A person of this member stopped orders like this one.</summary>
    public sealed record Stop(string Reason) : OrderCommand;

    /// <summary>This member's rules have changed, and say this now to what stands, and to what waits; null: there is none.</summary>
    public sealed record Review(Verdict? Standing, Verdict? Waiting) : OrderCommand;

    /// <summary>The stop with this reason was lifted.</summary>
    public sealed record Lift(string Reason) : OrderCommand;

    /// <summary>Time went on.</summary>
    public sealed record Tick : OrderCommand;
}
