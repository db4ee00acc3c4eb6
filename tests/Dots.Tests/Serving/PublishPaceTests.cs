using Dots.Serving;

namespace Dots.Tests.Serving;

/// <summary>Status on every change, at most once a second, and at least every 15 s while it runs (mechanism, section 1).</summary>
public sealed class PublishPaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 3, 7, 27, TimeSpan.Zero);

    private readonly PublishPace _pace = new();

    [Fact]
    public void First_status_goes_out_at_once()
    {
        Assert.True(_pace.Next(Now, runs: true) <= TimeSpan.Zero);
        Assert.Equal(TimeSpan.MaxValue, _pace.Next(Now, runs: false));
    }

    [Fact]
    public void Changes_go_out_at_once_but_a_second_after_the_last_status()
    {
        _pace.Published(Now);
        _pace.Change();
        _pace.Change();

        Assert.Equal(TimeSpan.FromSeconds(0.6), _pace.Next(Now.AddSeconds(0.4), runs: true));
        Assert.True(_pace.Next(Now.AddSeconds(1), runs: true) <= TimeSpan.Zero);
    }

    [Fact]
    public void Without_a_change_the_next_status_is_due_before_15_s_have_passed()
    {
        _pace.Published(Now);

        var next = _pace.Next(Now, runs: true);

        Assert.InRange(next, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
        Assert.True(_pace.Next(Now + next, runs: true) <= TimeSpan.Zero);
    }

    [Fact]
    public void What_is_over_is_told_once_more_and_then_no_more()
    {
        _pace.Published(Now);
        _pace.Change();
        Assert.NotEqual(TimeSpan.MaxValue, _pace.Next(Now, runs: false));

        _pace.Published(Now.AddSeconds(1));

        Assert.Equal(TimeSpan.MaxValue, _pace.Next(Now.AddMinutes(1), runs: false));
    }
}
