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
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(FreePort(), FreePort());
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
    /// <summary>Below the ports that systems take for connections they begin, of which there are many in tests.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_768));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
