using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Embedded.Hosting;

namespace Orleans.Hosting;

/// <summary>Clustering over a database, which needs the real package: the stand-in refuses to start.</summary>
public static class AdoNetHostingExtensions
{
    /// <summary>Asks for a cluster.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions) =>
        builder.UseAdoNetClustering(options => options.Configure(configureOptions));

    /// <summary>Asks for a cluster.</summary>
    public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetClusteringSiloOptions>> configureOptions)
    {
        configureOptions(builder.Services.AddOptions<AdoNetClusteringSiloOptions>());
        builder.Services.AddSingleton(new Clustering("ADO.NET clustering"));
        return builder;
    }
}
