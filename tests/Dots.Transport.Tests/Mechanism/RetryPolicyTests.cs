using Dots.Transport.Mechanism;

namespace Dots.Transport.Tests.Mechanism;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new() { First = TimeSpan.FromSeconds(1), Cap = TimeSpan.FromSeconds(10), Tries = 6 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(5, 10)]
    public void Pause_is_spread_over_everything_up_to_a_doubling_bound(int failed, double bound)
    {
        var random = new Random(7);
        var pauses = Enumerable.Range(0, 1000).Select(_ => Policy.Pause(failed, random)!.Value.TotalSeconds).ToArray();

        Assert.All(pauses, p => Assert.InRange(p, 0, bound));
        Assert.InRange(pauses.Average(), bound * 0.45, bound * 0.55);
    }

    [Fact]
    public void Tries_run_out() => Assert.Null(Policy.Pause(6, new Random(7)));

    [Fact]
    public void Without_a_number_of_tries_it_goes_on_for_ever() => Assert.InRange((Policy with { Tries = null }).Pause(int.MaxValue, new Random(7))!.Value, TimeSpan.Zero, Policy.Cap);

    [Fact]
    public void What_the_peer_asks_for_is_waited_for_up_to_the_cap()
    {
        Assert.InRange(Policy.Pause(1, new Random(7), TimeSpan.FromSeconds(5))!.Value, TimeSpan.FromSeconds(5), Policy.Cap);
        Assert.Equal(Policy.Cap, Policy.Pause(1, new Random(7), TimeSpan.FromDays(5)));
    }
}
