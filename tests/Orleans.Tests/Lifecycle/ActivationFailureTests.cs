namespace Orleans.Tests.Lifecycle;

public sealed class ActivationFailureTests(HostFixture host) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task Callers_get_what_activation_threw_and_the_next_call_tries_again()
    {
        var grain = host.Grains.GetGrain<IFragile>("f");
        Assert.Equal("not yet", (await Assert.ThrowsAsync<InvalidDataException>(grain.Nothing)).Message);
        host.Signals.Set("works f");
        Assert.Equal(0, await grain.Nothing());
        Assert.DoesNotContain("said goodbye without having been there", host.Signals.Said);
    }

    [Fact]
    public async Task Callers_get_what_the_constructor_threw_as_the_inner_exception()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(host.Grains.GetGrain<IStillborn>("s").Nothing);
        Assert.Equal("no construction", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
    }

    [Fact]
    public async Task A_request_is_not_passed_on_for_ever() =>
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(host.Grains.GetGrain<IShy>("shy").Nothing);
}
