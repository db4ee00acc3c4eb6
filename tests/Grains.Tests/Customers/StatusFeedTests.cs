using Dots.Addressing;
using Grains.Customers;
using Grains.Mitigations;

namespace Grains.Tests.Customers;

public sealed class StatusFeedTests
{
    private readonly StatusFeed _feed = new();

    [Fact]
    public void Fetched_status_comes_again_only_when_it_has_changed()
    {
        _feed.Take(Status(1, MitigationPhase.Planned));
        Assert.Single(_feed.TakeChanged(pushes: false));

        Assert.Empty(_feed.TakeChanged(pushes: false));

        _feed.Take(Status(2, MitigationPhase.Closed));
        Assert.Equal(2, Assert.Single(_feed.TakeChanged(pushes: false)).Version);
    }

    [Fact]
    public void Older_status_that_arrives_late_changes_nothing()
    {
        _feed.Take(Status(2, MitigationPhase.Closed));
        _feed.TakeChanged(pushes: false);

        Assert.False(_feed.Take(Status(1, MitigationPhase.Planned)));

        Assert.Empty(_feed.TakeChanged(pushes: false));
    }

    [Fact]
    public void Ended_status_is_pushed_whole_also_after_it_was_fetched()
    {
        _feed.Take(Status(1, MitigationPhase.Closed));

        _feed.TakeChanged(pushes: true);

        Assert.Single(_feed.NextToPush()!.Operators);
    }

    [Fact]
    public void Nothing_is_left_to_push_of_what_ended_and_was_fetched_by_who_has_no_callback()
    {
        _feed.Take(Status(1, MitigationPhase.Closed));

        Assert.Single(Assert.Single(_feed.TakeChanged(pushes: false)).Operators);

        Assert.Null(_feed.NextToPush());
    }

    private static MitigationStatus Status(long version, MitigationPhase phase) => new()
    {
        Key = "customer1/" + new string('a', 64), Version = version, Phase = phase, EndReason = default, At = default, AcceptedAt = default, End = default,
        Operators = [new() { Operator = "op1", State = EngagementState.Ended }], Targets = [Prefix.Parse("192.0.2.1")],
    };
}
