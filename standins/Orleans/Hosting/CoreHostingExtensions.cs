using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Embedded.Hosting;

namespace Orleans.Hosting;

/// <summary>Clustering in one process.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A cluster of this silo alone. The ports are those the real package listens on; the stand-in opens none.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="siloPort">Port for silos.</param>
    /// <param name="gatewayPort">Port for clients.</param>
    /// <param name="primarySiloEndpoint">Another silo to join: the stand-in cannot and refuses to start.</param>
    /// <param name="serviceId">See <see cref="ClusterOptions.ServiceId"/>.</param>
    /// <param name="clusterId">See <see cref="ClusterOptions.ClusterId"/>.</param>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = ClusterOptions.DevelopmentServiceId,
        string clusterId = ClusterOptions.DevelopmentClusterId)
    {
        var joins = primarySiloEndpoint is not null && !(IPAddress.IsLoopback(primarySiloEndpoint.Address) && primarySiloEndpoint.Port == siloPort);
        builder.Services.AddSingleton(joins ? new Clustering($"joining the silo at {primarySiloEndpoint}") : Clustering.Alone);
        if (serviceId == ClusterOptions.DevelopmentServiceId && clusterId == ClusterOptions.DevelopmentClusterId)
        {
            builder.Services.PostConfigure<ClusterOptions>(options =>
            {
                options.ClusterId = string.IsNullOrWhiteSpace(options.ClusterId) ? clusterId : options.ClusterId;
                options.ServiceId = string.IsNullOrWhiteSpace(options.ServiceId) ? serviceId : options.ServiceId;
            });
            return builder;
        }

        return builder.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
    }
}
