using Dots.Addressing;
using Grains.Consortium;
using Grains.Identity;

namespace Grains.Tests.Consortium;

/// <summary>Approvals beside consortium.json: the later of both wins, and evidence comes before ASNs and zones count (design, sections 3 and 5).</summary>
public sealed class ApprovalRulesTests
{
    private static readonly Member Joined = new() { Id = "pending-1", Kind = MemberKind.Customer, State = MemberState.Pending, Keys = ["new-key"], Evidence = "registered as New" };

    [Fact]
    public void Suspension_stands_when_the_same_file_is_read_again_and_ends_when_the_file_changes_that_member()
    {
        var suspended = Registry.State.Then(new ConsortiumCommand.Suspend(Registry.Administrator, "op1", "hacked"));
        Assert.Equal(MemberState.Suspended, suspended.Members["op1"].State);

        Assert.Empty(suspended.Decide(Registry.Reads(m => m)));
        Assert.Equal(MemberState.Suspended, suspended.Then(Registry.Reads(m => m.Id == "op2" ? m with { Noc = "other" } : m)).Members["op1"].State);
        var changed = suspended.Then(Registry.Reads(m => m.Id == "op1" ? m with { Noc = "other" } : m));
        Assert.Equal((MemberState.Approved, "other"), (changed.Members["op1"].State, changed.Members["op1"].Noc));
        Assert.Empty(changed.Beside);
    }

    [Fact]
    public void Second_change_beside_the_file_is_compared_with_what_the_file_said_not_with_the_first()
    {
        var twice = Registry.State.Then(new ConsortiumCommand.Suspend(Registry.Administrator, "op1", "hacked")).Then(new ConsortiumCommand.Approve(Registry.Administrator, "op1", new(null), "cleaned"));

        Assert.Empty(twice.Decide(Registry.Reads(m => m)));
    }

    [Fact]
    public void Member_that_joined_is_approved_with_evidence_and_stays_though_the_file_does_not_name_it()
    {
        var joined = Registry.State.Then(new ConsortiumCommand.Join(Joined, "192.0.2.77"));
        Assert.Contains("evidence", joined.Refused(new ConsortiumCommand.Approve(Registry.Approver, "pending-1", new(null, Zones: [Prefix.Parse("203.0.113.0/24")]), "customer of ours")), StringComparison.Ordinal);

        var approved = joined.Then(new ConsortiumCommand.Approve(Registry.Approver, "pending-1", new("LoA of 2026-11-20", [64509], [Prefix.Parse("203.0.113.0/24")]), "customer of ours"));

        Assert.Equal(MemberState.Approved, approved.Members["pending-1"].State);
        Assert.Equal([Prefix.Parse("203.0.113.0/24")], approved.Members["pending-1"].Zones.ToArray());
        Assert.Empty(approved.Decide(Registry.Reads(m => m)));

        // Once the file names its key, the entry beside it goes.
        var named = approved.Then(new ConsortiumCommand.Replace(Registry.File with { Members = Registry.File.Members.Add(Joined with { Id = "customer9" }) }, "consortium.json"));
        Assert.False(named.Members.ContainsKey("pending-1"));
    }

    [Fact]
    public void Claim_is_not_granted_when_an_approval_could_not_carry_its_evidence_any_more()
    {
        static ConsortiumCommand.DecideClaim Grant(int i) => new(Registry.Approver, "op1", Prefix.Parse($"203.0.{i}.0/24"), Granted: true, new string('w', 450));
        var state = Enumerable.Range(1, 3).Aggregate(Registry.State, (s, i) => s.Then(Grant(i)));

        Assert.Contains("approve it anew", state.Refused(Grant(4)), StringComparison.Ordinal);

        Assert.Empty(state.Then(new ConsortiumCommand.Approve(Registry.Approver, "op1", new(null, Asns: []), "no ASNs any more")).Members["op1"].Asns);
    }

    [Fact]
    public void Evidence_for_what_stands_is_none_for_what_is_added()
    {
        Assert.Contains("evidence", Registry.State.Refused(new ConsortiumCommand.Approve(Registry.Approver, "op1", new(null, Asns: [64500, 64511]), "grew")), StringComparison.Ordinal);
        Assert.Empty(Registry.State.Decide(new ConsortiumCommand.Approve(Registry.Approver, "op1", new(null), "is approved already")));
        Assert.Empty(Registry.State.Then(new ConsortiumCommand.Approve(Registry.Approver, "op1", new(null, Zones: []), "gave it back")).Members["op1"].Zones);
    }

    [Fact]
    public void Claim_that_is_granted_becomes_a_zone_and_one_that_is_refused_is_remembered()
    {
        var zone = Prefix.Parse("198.51.100.128/25");
        var granted = Registry.State.Then(new ConsortiumCommand.DecideClaim(Registry.Approver, "op1", zone, Granted: true, "both announce it"));
        Assert.Contains(zone, granted.Members["op1"].Zones);
        Assert.Contains("decided by op2", granted.Members["op1"].Evidence, StringComparison.Ordinal);
        Assert.Empty(granted.Decide(new ConsortiumCommand.DecideClaim(Registry.Approver, "op1", zone, Granted: true, "again")));
        Assert.Contains("by approval", granted.Refused(new ConsortiumCommand.DecideClaim(Registry.Approver, "op1", zone, Granted: false, "no")), StringComparison.Ordinal);

        var refused = Registry.State.Then(new ConsortiumCommand.DecideClaim(Registry.Approver, "op1", zone, Granted: false, "not theirs"));
        Assert.Equal([new Claim("op1", zone)], refused.RefusedClaims.ToArray());
        Assert.True(new ConsortiumIndex(new ConsortiumSnapshot { RefusedClaims = refused.RefusedClaims }).ClaimRefused("op1", zone));
        Assert.Empty(refused.Decide(new ConsortiumCommand.DecideClaim(Registry.Approver, "op1", zone, Granted: false, "again")));
    }

    [Fact]
    public void Nobody_suspends_itself_or_whom_nobody_knows()
    {
        Assert.StartsWith("invalid", Registry.State.Refused(new ConsortiumCommand.Suspend(Registry.Administrator, "admin1", "tired")), StringComparison.Ordinal);
        Assert.Contains("no member 'op9'", Registry.State.Refused(new ConsortiumCommand.Suspend(Registry.Administrator, "op9", "unknown")), StringComparison.Ordinal);
    }

    [Fact]
    public void Approver_approves_and_decides_nothing_for_its_own_member()
    {
        Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.Approve(Registry.Approver, "op2", new("trust me", Zones: [Prefix.Parse("8.8.8.0/24")]), "ours")), StringComparison.Ordinal);
        Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.DecideClaim(Registry.Approver, "op2", Prefix.Parse("192.0.2.0/25"), true, "ours")), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_approvers_and_consortium_administrators_approve_suspend_and_decide()
    {
        foreach (var by in new Principal[] { Registry.OwnAdministrator, new("admin1", "op2-key"), new("nobody", "op2-key") })
        {
            Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.Approve(by, "op2", new(null), "why")), StringComparison.Ordinal);
            Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.Suspend(by, "op2", "why")), StringComparison.Ordinal);
            Assert.StartsWith("not-allowed", Registry.State.Refused(new ConsortiumCommand.DecideClaim(by, "op2", Prefix.Parse("192.0.2.0/24"), true, "why")), StringComparison.Ordinal);
        }

        Assert.StartsWith("invalid", Registry.State.Refused(new ConsortiumCommand.Suspend(Registry.Approver, "op1", " ")), StringComparison.Ordinal);
    }
}
