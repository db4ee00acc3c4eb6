using System.Collections.Immutable;
using Controller.Orders;
using Dots.Addressing;
using Dots.Mechanism;

namespace Controller.Tests.Orders;

/// <summary>A filter changes at most once in 30 s, unless it is cut down (design, section 5).</summary>
public sealed class DampingRulesTests
{
    private static readonly OrderTerms Third = Given.TermsOf("198.51.100.9/32");

    /// <summary>Changed once, just now.</summary>
    private static HeldOrder Changed => Given.Active.Then(Given.Receive(2, Given.OtherTerms)).Then(new OrderCommand.Applied(2));

    [Fact]
    public void First_change_takes_effect_at_once_and_the_next_waits()
    {
        Assert.Equal(2, Changed.TermsRevision);

        var waiting = Changed.Then(Given.Receive(3, Third), Given.Now.AddSeconds(10));

        Assert.Equal((OrderPhase.Active, EngagementReportState.Accepted, 3, 2), (waiting.Phase, waiting.Reported, waiting.Revision, waiting.TermsRevision));
        Assert.Equal(waiting, waiting.Then(new OrderCommand.Tick(), Given.Now.AddSeconds(29)));
        var after = waiting.Then(new OrderCommand.Tick(), Given.Now.AddSeconds(30));
        Assert.Equal((OrderPhase.Accepted, 3, Third), (after.Phase, after.TermsRevision, after.Terms));
        Assert.Equal(Given.Now.AddSeconds(30), after.ChangedAt);
    }

    [Fact]
    public void Later_changes_merge_into_the_newest()
    {
        var merged = Changed.Then(Given.Receive(3, Third)).Then(Given.Receive(4, Given.TermsOf("198.51.100.10/32"), Given.End.AddHours(1)), Given.Now.AddSeconds(20));

        var after = merged.Then(new OrderCommand.Tick(), Given.Now.AddSeconds(30));
        Assert.Equal((4, Given.TermsOf("198.51.100.10/32"), Given.End.AddHours(1)), (after.TermsRevision, after.Terms, after.NotAfter));
    }

    [Fact]
    public void Change_back_to_what_stands_is_a_refresh()
    {
        var back = Changed.Then(Given.Receive(3, Third)).Then(Given.Receive(4, Given.OtherTerms), Given.Now.AddSeconds(5));

        Assert.Equal((OrderPhase.Active, EngagementReportState.Active, 2, null), (back.Phase, back.Reported, back.TermsRevision, back.Waiting));
    }

    [Fact]
    public void Change_after_the_pause_takes_effect_at_once() =>
        Assert.Equal(3, Changed.Then(Given.Receive(3, Third), Given.Now.AddSeconds(30)).TermsRevision);

    [Fact]
    public void Filter_for_another_target_does_not_wait()
    {
        Assert.Equal(3, Changed.Then(Given.Receive(3, Given.TermsOf("198.51.100.7/32", "192.0.2.2/32")), Given.Now.AddSeconds(1)).TermsRevision);
        Assert.Equal(2, Changed.Then(Given.Receive(3, Given.TermsOf("198.51.100.7/32", "192.0.2.0/31")), Given.Now.AddSeconds(1)).TermsRevision);
    }

    [Fact]
    public void Withdrawal_decline_and_end_do_not_wait()
    {
        var waiting = Changed.Then(Given.Receive(3, Third));

        Assert.Equal((OrderPhase.Ending, null), (waiting.Then(Given.Withdraw(4)).Phase, waiting.Then(Given.Withdraw(4)).Waiting));
        Assert.Equal(OrderPhase.Ending, waiting.Then(Given.Decline(4)).Phase);
        Assert.Equal(OrderPhase.Ending, waiting.Then(new OrderCommand.Tick(), Given.End).Phase);
    }

    [Fact]
    public void Cutting_a_filter_down_does_not_wait_and_does_not_begin_another_pause()
    {
        var wide = From("198.51.100.0/24");
        var standing = Given.Active.Then(Given.Receive(2, wide));

        var cut = standing.Then(Given.Receive(3, From("198.51.100.0/25")), Given.Now.AddSeconds(1)).Then(Given.Receive(4, From("198.51.100.0/26")), Given.Now.AddSeconds(2));

        Assert.Equal((4, standing.ChangedAt), (cut.TermsRevision, cut.ChangedAt));
        Assert.Equal(4, cut.Then(Given.Receive(5, wide), Given.Now.AddSeconds(3)).TermsRevision);
    }

    [Fact]
    public void Less_is_told_from_more_in_every_part_of_the_terms()
    {
        var all = From("198.51.100.0/24") with { Exceptions = [Prefix.Parse("203.0.113.0/24")], Drops = [Prefix.Parse("198.18.0.0/15")], Engagement = Given.Besides };

        Less(all with { Treatment = Treatment.Scrub });
        Less(all with { Exceptions = [Prefix.Parse("203.0.112.0/22")] });
        Less(all with { Drops = [Prefix.Parse("198.18.0.0/16")] });
        Less(all with { Drops = [], Engagement = Given.Besides with { DropList = [] } });
        Less(all with { Engagement = Given.Besides with { Sources = [new() { Prefix = Prefix.Parse("198.51.100.0/25") }] } });
        More(all with { Treatment = Treatment.Blackhole });
        More(all with { Action = MitigationAction.Flowspec });
        More(all with { Exceptions = [] });
        More(all with { Exceptions = [Prefix.Parse("203.0.113.0/25")] });
        More(all with { Drops = [Prefix.Parse("198.16.0.0/12")] });
        More(all with { Engagement = Given.Besides with { Sources = [] } });
        More(all with { Engagement = Given.Besides with { AcceptList = [] } });
        More(all with { Engagement = Given.Besides with { NextHop = null } });
        More(all with { Engagement = Given.Besides with { DropList = [new() { SourceIp = Prefix.Parse("198.16.0.0/12") }] } });

        void Less(OrderTerms terms) => Assert.True(terms.IsWithin(all));
        void More(OrderTerms terms) => Assert.False(terms.IsWithin(all));
    }

    private static OrderTerms From(string source) =>
        Given.Terms with { Match = new() { Destinations = [Prefix.Parse("192.0.2.1/32")], Sources = [Prefix.Parse(source)] } };
}
