using System.Net;
using Microsoft.Extensions.Hosting;
using Support.Orleans;

namespace Orleans.Tests.Strictness;

/// <summary>The stand-in is one process and says so.</summary>
public sealed class ClusteringTests
{
    [Fact]
    public async Task Database_clustering_is_refused_with_the_reason()
    {
        var refusal = await Assert.ThrowsAsync<OrleansConfigurationException>(() => GrainHost.Start(
            configureSilo: silo => silo.UseAdoNetClustering(options => options.ConnectionString = "anywhere")));
        Assert.Contains("single process", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ADO.NET", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_without_clustering_is_told_what_it_lacks()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(static _ => { });
        using var host = builder.Build();
        var refusal = await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
        Assert.Contains("clustering", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Joining_another_silo_is_refused() =>
        await Assert.ThrowsAsync<OrleansConfigurationException>(() => GrainHost.Start(
            configureSilo: silo => silo.UseLocalhostClustering(primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, 1))));
}
