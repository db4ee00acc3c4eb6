using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Support.Orleans;

/// <summary>A host with one silo on loopback ports of its own, the same in both flavours. Several may run in one process.</summary>
public sealed class GrainHost : IAsyncDisposable
{
    // The real silo has loops that must run by the machine's clock while a test holds the grains' clock still.
    private static readonly string[] SystemClocks =
        ["Orleans.Messaging", "Orleans.SystemTimers", "Orleans.Membership", "Orleans.ActivationManagement", "Orleans.GrainDirectory"];

    private readonly IHost _host;
    private bool _stopped;

    private GrainHost(IHost host) => _host = host;

    /// <summary>References to grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a host. A <see cref="TimeProvider"/> among the services drives grain timers; warnings and errors are logged.</summary>
    public static async Task<GrainHost> Start(Action<IServiceCollection>? configureServices = null, Action<ISiloBuilder>? configureSilo = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        foreach (var clock in SystemClocks)
            builder.Services.AddKeyedSingleton(clock, TimeProvider.System);
        var (silo, gateway) = FreePorts();
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(silo, gateway);
            configureSilo?.Invoke(orleans);
        });
        configureServices?.Invoke(builder.Services);

        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new GrainHost(host);
    }

    /// <summary>Stops the host gracefully; its grains are deactivated.</summary>
    public async Task Stop()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _host.StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        _host.Dispose();
    }

    // Both are held before either is given back, so that they differ.
    private static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
