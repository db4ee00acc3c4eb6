using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Tests.Orders;

/// <summary>Orders of one engagement at fixed times, for tables of rules.</summary>
internal static class Given
{
    public const string Engagement = "mit-9f3c/op2";
    public const string Alert = "a1";
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Now.AddHours(1);
    public static readonly OrderTerms Terms = TermsOf("198.51.100.7/32");
    public static readonly OrderTerms OtherTerms = TermsOf("198.51.100.8/32");
    private static readonly OrderRules Rules = new();

    public static HeldOrder Accepted => HeldOrder.None.Then(Receive(1));

    public static HeldOrder Active => Accepted.Then(new OrderCommand.Applied(1));

    public static HeldOrder Ending => Active.Then(Withdraw(2));

    public static HeldOrder Ended => Ending.Then(new OrderCommand.TakenOut(1));

    public static HeldOrder Declined => HeldOrder.None.Then(Decline(1));

    public static HeldOrder Released => Active.Then(new OrderCommand.Release("quiet")).Then(new OrderCommand.TakenOut(1));

    public static HeldOrder Tombstone => HeldOrder.None.Then(Withdraw(2));

    public static HeldOrder Waiting => HeldOrder.None.Then(Needs(1));

    public static HeldOrder ByHand => Active.Then(new OrderCommand.DeclineByHand(DeclineCode.Legal, "court order")).Then(new OrderCommand.TakenOut(1));

    public static HeldOrder Of(string name) => name switch
    {
        nameof(HeldOrder.None) => HeldOrder.None,
        nameof(Accepted) => Accepted,
        nameof(Active) => Active,
        nameof(Ending) => Ending,
        nameof(Ended) => Ended,
        nameof(Declined) => Declined,
        nameof(Released) => Released,
        nameof(Tombstone) => Tombstone,
        nameof(Waiting) => Waiting,
        nameof(ByHand) => ByHand,
        _ => throw new ArgumentException(name),
    };

    public static OrderCommand Receive(int revision, OrderTerms? terms = null, DateTimeOffset? end = null, string alert = Alert) =>
        new OrderCommand.Receive(new(Engagement, alert, revision, end ?? End), new Verdict.Accept(terms ?? Terms));

    /// <summary>An order that this member's policy wants a person to approve.</summary>
    public static OrderCommand Needs(int revision, OrderTerms? terms = null, DateTimeOffset? end = null) =>
        new OrderCommand.Receive(new(Engagement, Alert, revision, end ?? End), new Verdict.Accept(terms ?? Terms, "policy"));

    public static OrderCommand Decline(int revision) =>
        new OrderCommand.Receive(new(Engagement, Alert, revision, End), new Verdict.Decline(DeclineCode.Policy, "no"));

    public static OrderCommand Withdraw(int revision, string alert = Alert) => new OrderCommand.Withdraw(Engagement, alert, revision);

    public static HeldOrder Then(this HeldOrder state, OrderCommand command, DateTimeOffset? now = null)
    {
        var decision = Rules.Decide(state, command, now ?? Now);
        Assert.Null(decision.Refusal);
        return decision.Events.Aggregate(state, Rules.Apply);
    }

    /// <summary>What an order says besides, everything of it.</summary>
    public static EngagementOrder Besides => new()
    {
        Id = Engagement, Revision = 1, NotAfter = End, Share = 0.25, Sources = [new() { Prefix = Prefix.Parse("198.51.100.0/24"), Bps = 8000 }],
        AcceptList = [new() { Name = "monitor", SourceIp = Prefix.Parse("203.0.113.5/32"), SourcePorts = [new(53, 53)] }],
        DropList = [new() { SourceIp = Prefix.Parse("198.18.0.0/15") }], TunnelInformation = "gre 203.0.113.9", NextHop = "203.0.113.10",
    };

    public static OrderTerms TermsOf(string source, string target = "192.0.2.1/32") =>
        new(new() { Destinations = [Prefix.Parse(target)], Sources = [Prefix.Parse(source)] }, MitigationAction.Mitigation, Treatment.Drop, [], []);
}
