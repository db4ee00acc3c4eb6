using Dots.Serving;

namespace Dots.Tests.Serving;

/// <summary>A member's own pace decides when it is missed, between this server's and 300 s.</summary>
public sealed class PeerWatchTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    [Fact]
    public void Three_missed_are_a_loss_said_once_and_the_next_beat_is_the_return()
    {
        var watched = new PeerWatch(At(0), Every);

        Assert.False(watched.Missed(At(90)));
        Assert.True(watched.Missed(At(91)));
        Assert.False(watched.Missed(At(200)));
        Assert.True(watched.Lost);
        Assert.True(watched.Beaten(At(500)));
        Assert.False(watched.Lost);
        Assert.Equal(At(500), watched.LastSeen);
        Assert.False(watched.Missed(At(590)));
        Assert.True(watched.Missed(At(591)));
    }

    [Fact]
    public void Slow_pace_is_learned_and_the_fast_one_is_not_faster_than_ours()
    {
        var (slow, fast, slower) = (new PeerWatch(At(0), Every), new PeerWatch(At(0), Every), new PeerWatch(At(0), Every));
        foreach (var second in new[] { 50, 110 })
            slow.Beaten(At(second));
        foreach (var second in new[] { 10, 12 })
            fast.Beaten(At(second));
        foreach (var second in new[] { 10, 2000 })
            slower.Beaten(At(second));

        Assert.False(slow.Missed(At(110 + 180)));
        Assert.True(slow.Missed(At(110 + 181)));
        Assert.False(fast.Missed(At(12 + 90)));
        Assert.True(fast.Missed(At(12 + 91)));
        Assert.False(slower.Missed(At(2000 + 900)));
        Assert.True(slower.Missed(At(2000 + 901)));
    }

    [Fact]
    public void Answer_to_our_heartbeat_shows_that_it_lives_and_says_nothing_of_its_pace()
    {
        var watched = new PeerWatch(At(0), Every);
        watched.Beaten(At(10));
        watched.Heard(At(200));
        watched.Beaten(At(220));

        Assert.False(watched.Missed(At(220 + 630)));
        Assert.True(watched.Missed(At(220 + 631)));
    }

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
