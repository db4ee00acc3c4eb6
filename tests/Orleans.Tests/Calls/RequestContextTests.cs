namespace Orleans.Tests.Calls;

public sealed class RequestContextTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task A_value_travels_with_a_call_and_on()
    {
        RequestContext.Set("who", "caller");
        var (a, b) = (host.Grains.GetGrain<IChain>("a"), host.Grains.GetGrain<IChain>("b"));
        Assert.Equal("caller", await a.See("who"));
        Assert.Equal("caller", await a.SeeThrough("who", b));
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await a.See("who"));
    }

    [Fact]
    public async Task What_a_grain_sets_neither_comes_back_nor_stays()
    {
        var grain = host.Grains.GetGrain<IChain>("c");
        await grain.Set("left", "behind");
        Assert.Null(RequestContext.Get("left"));
        Assert.Null(await grain.See("left"));
    }

    [Fact]
    public async Task Values_set_are_listed_until_cleared()
    {
        RequestContext.Set("a", "1");
        RequestContext.Set("b", "2");
        Assert.Equal(["a", "b"], RequestContext.Keys.Order());
        Assert.Equal("1", RequestContext.Entries.Single(entry => entry.Key == "a").Value);
        RequestContext.Clear();
        Assert.Null(await host.Grains.GetGrain<IChain>("d").See("a"));
        Assert.False(RequestContext.Remove("a"));
    }
}
