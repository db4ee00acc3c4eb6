using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Tests.Calls;
using Support.Orleans;

namespace Orleans.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task Grains_are_reached_through_the_cluster_client_too()
    {
        await using var host = await GrainHost.Start();
        Assert.Equal("a: x", await host.Services.GetRequiredService<IClusterClient>().GetGrain<IEcho>("a").Say("x"));
    }

    [Fact]
    public async Task A_silo_without_clustering_refuses_to_start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(static _ => { });
        using var host = builder.Build();

        // Which exception depends on what the real package builds first.
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_collection_age_below_the_quantum_is_refused() =>
        await Assert.ThrowsAsync<OrleansConfigurationException>(() => GrainHost.Start(
            configureSilo: silo => silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = options.CollectionQuantum)));

    [Fact]
    public async Task Options_of_the_silo_are_the_hosts_options()
    {
        await using var host = await GrainHost.Start(configureSilo: silo => silo.Configure<ClusterOptions>(options => options.ServiceId = "mine"));
        Assert.Equal("mine", host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ClusterOptions>>().Value.ServiceId);
    }
}
