using Controller.Signaling;
using Support;

namespace Controller.Tests.Signaling;

public sealed class HeartbeatWatchTests
{
    private readonly ManualTime _time = new();
    private readonly RecordedLog<HeartbeatWatch> _log = new();
    private readonly HeartbeatWatch _watch;

    public HeartbeatWatchTests() => _watch = new(TimeSpan.FromSeconds(30), new Uri("https://orchestrator.example/"), _time, _log);

    [Fact]
    public void Nothing_is_missed_before_two_have_come()
    {
        _watch.Heard();
        Pass(3600);

        Assert.False(_watch.Lost);
    }

    [Fact]
    public void Silence_of_three_is_told_once_and_so_is_the_return()
    {
        Heartbeats(30);
        Pass(90);
        Assert.False(_watch.Lost);
        Pass(1);
        Pass(300);

        Assert.True(_watch.Lost);
        Assert.Contains("lost", _watch.Standing, StringComparison.Ordinal);
        _watch.Heard();
        Assert.False(_watch.Lost);
        Assert.Equal(2, _log.Entries.Count);
    }

    [Fact]
    public void Pace_is_the_senders_own()
    {
        Heartbeats(120);
        Pass(360);
        Assert.False(_watch.Lost);
        Pass(1);

        Assert.True(_watch.Lost);
    }

    private void Heartbeats(int every)
    {
        _watch.Heard();
        Pass(every);
        _watch.Heard();
    }

    private void Pass(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _watch.Look();
    }
}
