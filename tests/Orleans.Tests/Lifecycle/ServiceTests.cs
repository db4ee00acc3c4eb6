using Microsoft.Extensions.DependencyInjection;
using Support.Orleans;

namespace Orleans.Tests.Lifecycle;

public sealed class ServiceTests : IAsyncLifetime
{
    private readonly Signals _signals = new();
    private GrainHost _host = null!;

    public async Task InitializeAsync() => _host = await GrainHost.Start(services => services.AddSingleton(_signals).AddScoped<ScopedThing>());

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_grain_need_not_derive_from_Grain() => Assert.Equal("plain", await _host.Grains.GetGrain<IPlain>("plain").Key());

    [Fact]
    public async Task Scoped_services_live_as_long_as_the_activation()
    {
        var grain = _host.Grains.GetGrain<IPlain>("scope");
        var thing = await grain.Scoped();
        Assert.Equal(thing, await grain.Scoped());
        Assert.NotEqual(thing, await _host.Grains.GetGrain<IPlain>("other").Scoped());
        await grain.Leave();
        await _signals.Wait("disposed scope");
        await _signals.Wait($"disposed thing {thing}");
        Assert.NotEqual(thing, await grain.Scoped());
    }
}
