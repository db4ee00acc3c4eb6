using Dots.Mechanism;
using Storage.Shells;

namespace Controller.Orders;

/// <summary>What a held order asks of the world. Doing one twice is harmless: the mitigator is asked before it is told again.</summary>
public abstract record OrderEffect(string Engagement) : Effect
{
    public sealed record Apply(string Engagement, int TermsRevision) : OrderEffect(Engagement);

    public sealed record TakeOut(string Engagement, int TermsRevision) : OrderEffect(Engagement);

    /// <summary>The orchestrator should know this state; whoever sends remembers what it acknowledged.</summary>
    public sealed record Report(string Engagement, int Revision, EngagementReportState State) : OrderEffect(Engagement);
}
