using Dots.Scopes;
using Grains.Mitigations;
using Grains.Operators;
using Support;

namespace Grains.Tests.Operators;

public sealed class DeliveryQueueTests
{
    private readonly ManualTime _time = new(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
    private readonly DeliveryQueue _queue;

    public DeliveryQueueTests() => _queue = new(_time, new Random(1));

    [Fact]
    public void Order_is_started_once_at_a_time()
    {
        _queue.Add(Order("a"));

        Assert.Equal("a", _queue.Start()?.Engagement);
        Assert.Null(_queue.Start());
    }

    [Fact]
    public void Withdrawals_go_first()
    {
        _queue.Add(Order("a"));
        _queue.Add(Order("b", withdraw: true));

        Assert.Equal("b", _queue.Start()?.Engagement);
    }

    [Fact]
    public void Newer_revision_replaces_the_one_that_waits()
    {
        _queue.Add(Order("a"));
        _queue.Add(Order("a", 2, withdraw: true));

        Assert.Equal(2, _queue.Start()?.Revision);
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void Newer_revision_goes_out_after_the_attempt_under_way_has_ended()
    {
        _queue.Add(Order("a"));
        _queue.Start();
        _queue.Add(Order("a", 2, withdraw: true));
        Assert.Null(_queue.Start());

        _queue.Ended("a", 1, Answered("a", 1, EngagementState.Accepted));

        Assert.Equal(2, _queue.Start()?.Revision);
    }

    [Fact]
    public void Known_answer_is_pulled_without_sending_again()
    {
        _queue.Add(Order("a"));
        _queue.Start();
        _queue.Ended("a", 1, Answered("a", 1, EngagementState.Accepted));

        Assert.Equal(EngagementState.Accepted, _queue.Add(Order("a"))?.State);
        Assert.Null(_queue.Start());
    }

    [Fact]
    public void Answer_is_forgotten_when_its_orders_end_has_passed()
    {
        _queue.Add(Order("a"));
        var end = _queue.Start()!.NotAfter;
        _queue.Ended("a", 1, Answered("a", 1, EngagementState.Accepted));

        _time.Advance(end - _time.GetUtcNow() - TimeSpan.FromSeconds(1));
        _queue.Next();
        Assert.NotNull(_queue.Add(Order("a")));

        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Next();
        Assert.Null(_queue.Add(Order("a")));
    }

    [Fact]
    public void Answer_is_kept_as_long_as_its_order_is_refreshed()
    {
        _queue.Add(Order("a"));
        var end = _queue.Start()!.NotAfter;
        _queue.Ended("a", 1, Answered("a", 1, EngagementState.Accepted));
        _queue.Add(Order("a", 2) with { NotAfter = end + TimeSpan.FromMinutes(5) });
        _queue.Start();
        _queue.Ended("a", 2, Answered("a", 2, EngagementState.Active));

        _time.Advance(end - _time.GetUtcNow() + TimeSpan.FromMinutes(4));
        _queue.Next();
        Assert.Equal(EngagementState.Active, _queue.Add(Order("a", 2))?.State);

        _time.Advance(TimeSpan.FromMinutes(1));
        _queue.Next();
        Assert.Null(_queue.Add(Order("a", 2)));
    }

    [Fact]
    public void Withdrawal_that_has_not_ended_at_the_controller_is_sent_again()
    {
        _queue.Add(Order("a", 2, withdraw: true));
        _queue.Start();
        _queue.Ended("a", 2, Answered("a", 2, EngagementState.Accepted));

        Assert.Null(_queue.Add(Order("a", 2, withdraw: true)));
        Assert.NotNull(_queue.Start());
    }

    [Fact]
    public void Failure_is_tried_again_after_a_pause_that_grows()
    {
        _queue.Add(Order("a"));
        Fail("a");
        Assert.Null(_queue.Start());
        var first = _queue.Next()!.Value;

        _time.Advance(first);
        Fail("a");

        Assert.True(_queue.Next() >= TimeSpan.FromMilliseconds(500));
        Assert.InRange(first, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Refusal_for_good_is_not_tried_again()
    {
        _queue.Add(Order("a"));
        _queue.Start();
        _queue.Ended("a", 1, DeliveryOutcome.Failed("500", permanent: true));

        Assert.Equal(0, _queue.Count);
        Assert.Null(_queue.Next());
    }

    [Fact]
    public void Failures_in_a_row_open_the_circuit_and_one_probe_closes_it()
    {
        for (var i = 0; i < 10; i++)
            _queue.Add(Order($"e{i}"));
        for (var i = 0; i < 5; i++)
            Fail(_queue.Start()!.Engagement, start: false);
        Assert.NotNull(_queue.OpenUntil);
        Assert.Null(_queue.Start());

        _time.Advance(TimeSpan.FromSeconds(30));
        var probe = _queue.Start()!;
        Assert.Null(_queue.Start());
        _queue.Ended(probe.Engagement, probe.Revision, Answered(probe.Engagement, 1, EngagementState.Accepted));

        Assert.Null(_queue.OpenUntil);
        Assert.NotNull(_queue.Start());
        Assert.NotNull(_queue.Start());
    }

    [Fact]
    public void Operator_that_is_heard_of_is_probed_at_once_although_its_circuit_is_open()
    {
        for (var i = 0; i < 10; i++)
            _queue.Add(Order($"e{i}"));
        Assert.False(_queue.Heard());
        for (var i = 0; i < 5; i++)
            Fail(_queue.Start()!.Engagement, start: false);

        Assert.True(_queue.Heard());

        Assert.NotNull(_queue.Start());
        Assert.Null(_queue.Start());
    }

    [Fact]
    public void Withdrawal_that_failed_is_tried_again_when_its_operator_is_heard_of()
    {
        _queue.Add(Order("a", withdraw: true));
        Fail("a");
        Assert.Null(_queue.Start());

        Assert.True(_queue.Heard());

        Assert.Equal("a", _queue.Start()?.Engagement);
    }

    [Fact]
    public void Operator_that_is_heard_of_all_the_time_is_not_probed_all_the_time()
    {
        _queue.Add(Order("a"));
        Fail("a");
        Assert.True(_queue.Heard());
        Fail("a");

        Assert.False(_queue.Heard());
        Assert.Null(_queue.Start());
    }

    [Fact]
    public void Attempts_at_once_are_bounded()
    {
        for (var i = 0; i < 10; i++)
            _queue.Add(Order($"e{i}"));

        var started = 0;
        while (_queue.Start() is not null)
            started++;

        Assert.Equal(DeliveryQueue.Concurrent, started);
    }

    [Fact]
    public void Order_whose_end_has_passed_is_forgotten()
    {
        _queue.Add(Order("a"));
        Fail("a");

        _time.Advance(TimeSpan.FromHours(2));

        Assert.Null(_queue.Next());
        Assert.Equal(0, _queue.Count);
    }

    private static DeliveryOutcome Answered(string engagement, int revision, EngagementState state) => new(new OrderAnswer(engagement, revision, state, null, null), null, false);

    private void Fail(string engagement, bool start = true)
    {
        if (start)
            Assert.Equal(engagement, _queue.Start()?.Engagement);
        _queue.Ended(engagement, 1, DeliveryOutcome.Failed("connection refused"));
    }

    private Order Order(string engagement, int revision = 1, bool withdraw = false) => new()
    {
        Engagement = engagement, Revision = revision, Alert = new string('a', 64), Withdraw = withdraw, Match = new TrafficMatch(),
        Action = HelpAction.Mitigation, NotAfter = _time.GetUtcNow().AddHours(1),
    };
}
