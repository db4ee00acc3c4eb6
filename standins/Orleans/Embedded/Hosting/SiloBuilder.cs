using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.Embedded.Hosting;

/// <summary>Adds a silo's services to a host, once.</summary>
internal sealed class SiloBuilder : ISiloBuilder
{
    private SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Silo>();
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().Factory);
        services.AddTransient<IGrainContext>(_ => RuntimeContext.Current ?? throw new InvalidOperationException("There is a grain context only on a grain's turn"));
        services.AddSingleton<IConfigurationValidator, ClusteringValidator>();
        services.AddSingleton<IConfigurationValidator, GrainCollectionValidator>();
        services.AddHostedService<SiloService>();
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }

    public static SiloBuilder For(IServiceCollection services, IConfiguration? configuration)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(SiloBuilder))?.ImplementationInstance is SiloBuilder existing)
            return existing;
        var builder = new SiloBuilder(services, configuration ?? new ConfigurationBuilder().Build());
        services.AddSingleton(builder);
        return builder;
    }
}
