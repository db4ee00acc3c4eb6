using System.Collections.Immutable;
using Dots.Addressing;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Planning;

namespace Grains.Tests.Mitigations;

/// <summary>What becomes of running mitigations when members, their zones and their state change.</summary>
public sealed class BarredTests
{
    private static readonly Member Asker = new()
    {
        Id = "op1", Kind = MemberKind.Operator, State = MemberState.Approved, Zones = [Prefix.Parse("192.0.2.0/24")], Evidence = "seen in RIPE", MaxScopeV4 = 24,
    };

    private static readonly Member Helper = new() { Id = "op2", Kind = MemberKind.Operator, State = MemberState.Approved, Zones = [Prefix.Parse("198.51.100.0/24")] };

    [Theory]
    [InlineData(HelpAction.Blackhole, true)]
    [InlineData(HelpAction.Mitigation, false)]
    public void Black_hole_ends_when_how_its_target_was_proven_is_not_recorded_any_more(HelpAction action, bool ends) =>
        Assert.Equal(ends, Ended(action, Asker with { Evidence = " " }) is { Reason: EndReason.Unproven } end && end.Why.Contains("192.0.2.1/32", StringComparison.Ordinal));

    [Theory]
    [InlineData(HelpAction.Blackhole, MemberState.Approved, true)]
    [InlineData(HelpAction.Blackhole, MemberState.Pending, false)]
    [InlineData(HelpAction.Mitigation, MemberState.Approved, false)]
    public void Black_hole_ends_when_an_approved_member_claims_its_target(HelpAction action, MemberState claimant, bool ends) =>
        Assert.Equal(ends, Ended(action, Asker, Helper with { State = claimant }, new Claim("op2", Prefix.Parse("192.0.2.0/25"))) is not null);

    [Fact]
    public void Black_hole_goes_on_beside_a_claim_to_something_else() =>
        Assert.Null(Ended(HelpAction.Blackhole, Asker, Helper, new Claim("op2", Prefix.Parse("192.0.2.128/25"))));

    [Fact]
    public void Black_hole_ends_when_it_is_wider_than_its_asker_may_ask_for_now()
    {
        var wide = Planned(HelpAction.Blackhole, "192.0.2.0/24");

        Assert.Empty(Commands(wide, Asker, Helper));
        Assert.Contains("wider", Assert.IsType<MitigationCommand.Withdraw>(Assert.Single(Commands(wide, Asker with { MaxScopeV4 = 32 }, Helper))).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HelpAction.Blackhole)]
    [InlineData(HelpAction.Mitigation)]
    public void Mitigation_ends_when_its_target_is_not_the_askers_any_more(HelpAction action) =>
        Assert.Equal(EndReason.Unproven, Ended(action, Asker with { Zones = [Prefix.Parse("192.0.2.128/25")] })?.Reason);

    [Theory]
    [InlineData(MemberState.Suspended)]
    [InlineData(MemberState.Pending)]
    public void Mitigation_for_a_customer_ends_when_the_customer_is_not_approved_any_more(MemberState state)
    {
        var operatorOnly = Asker with { Zones = [Prefix.Parse("203.0.113.0/24")] };
        var customer = new Member { Id = "customer1", Kind = MemberKind.Customer, Operator = "op1", State = MemberState.Approved, Zones = [Prefix.Parse("192.0.2.0/25")], Evidence = "contract" };

        Assert.Empty(Commands(Planned(HelpAction.Blackhole), operatorOnly, Helper, customer));
        Assert.IsType<MitigationCommand.Withdraw>(Assert.Single(Commands(Planned(HelpAction.Blackhole), operatorOnly, Helper, customer with { State = state })));
    }

    [Fact]
    public void Operator_that_may_not_help_is_dismissed_also_when_it_refused_and_may_be_asked_again_afterwards()
    {
        ImmutableArray<Member> suspended = [Asker, Helper with { State = MemberState.Suspended }];
        var declined = Planned(HelpAction.Mitigation).Then(new MitigationCommand.Hear("op2", 1, EngagementState.Declined, DeclineCode.Policy));

        var dismiss = Assert.IsType<MitigationCommand.Dismiss>(Assert.Single(Commands(declined, suspended)));
        var dismissed = declined.Then(dismiss);
        Assert.Equal(["op2 2 withdraw"], dismissed.Sends());
        Assert.Equal(0, dismissed.Wave);

        var ended = dismissed.Then(new MitigationCommand.Hear("op2", 2, EngagementState.Ended));
        Assert.Empty(Commands(ended, suspended));
        var later = Given.Now + MitigationRules.RecruitEvery;
        Assert.Empty(Assert.Single(Given.Rules.Due(ended.Then(new MitigationCommand.Tick(), later), later).OfType<MakePlan>()).Except);
    }

    private static MitigationCommand.Withdraw? Ended(HelpAction action, Member asker, Member? helper = null, params ImmutableArray<Claim> claims) =>
        (MitigationCommand.Withdraw?)Commands(Planned(action), new ConsortiumSnapshot { Members = [asker, helper ?? Helper], Claims = claims }).SingleOrDefault(c => c is MitigationCommand.Withdraw);

    private static MitigationCommand[] Commands(Mitigation state, params ImmutableArray<Member> members) => Commands(state, new ConsortiumSnapshot { Members = members });

    private static MitigationCommand[] Commands(Mitigation state, ConsortiumSnapshot snapshot) => [.. Barred.Commands(Given.Key, state, new(snapshot), new PlanningView())];

    private static Mitigation Planned(HelpAction action, string target = "192.0.2.1") =>
        Mitigation.None.Then(Given.Ask(Given.Request(target) with { Action = action })).Then(Given.Plan(1, "op2"));
}
