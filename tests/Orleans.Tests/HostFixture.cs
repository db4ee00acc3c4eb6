using Microsoft.Extensions.DependencyInjection;
using Support.Orleans;

namespace Orleans.Tests;

/// <summary>One host for the tests of a class that need nothing special.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    public GrainHost Host { get; private set; } = null!;

    public IGrainFactory Grains => Host.Grains;

    public Signals Signals => Host.Services.GetRequiredService<Signals>();

    public async Task InitializeAsync() => Host = await GrainHost.Start(services => services.AddSingleton<Signals>());

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
