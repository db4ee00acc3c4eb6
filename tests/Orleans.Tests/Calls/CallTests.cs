using Support.Orleans;

namespace Orleans.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_activates_its_grain_and_returns_the_result()
    {
        await using var host = await GrainHost.Start();
        Assert.Equal("a: hello", await host.Grains.GetGrain<IEcho>("a").Say("hello"));
    }
}
