using System.Net;
using System.Text.Json;
using Grains.Consortium;
using Hosting.Health;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Configuration;

namespace Bench.World;

/// <summary>The orchestrator as it is shipped, in this process: journal on the disk, mutual TLS on a free loopback port. Only its log is silenced below errors.</summary>
internal sealed class Orchestrator : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Orchestrator(WebApplication application) => _application = application;

    public Uri Url => new(_application.Urls.Single());

    public IServiceProvider Services => _application.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <param name="members">Entries of consortium.json.</param>
    /// <param name="development">Whether controllers may be on loopback.</param>
    public static async Task<Orchestrator> Start(DiskFolder folder, Pki pki, IEnumerable<object> members, bool development = false)
    {
        pki.Server("orchestrator").Dispose();
        var consortium = folder.Below("consortium.json");
        await File.WriteAllBytesAsync(consortium, JsonSerializer.SerializeToUtf8Bytes(new { name = "bench", visibility = "names", members }));
        var settings = new GatewaySettings
        {
            Listen = [new() { Endpoint = new(IPAddress.Loopback, 0) }],
            Development = development,
            Data = new() { Directory = folder.Below("data") },
            Identity = new() { Certificate = Path.Combine(pki.Directory, "orchestrator.crt"), Key = Path.Combine(pki.Directory, "orchestrator.key"), Ca = pki.AuthorityPath },
            Consortium = new() { File = consortium },

            // Greetings between the rounds are not what is measured.
            Heartbeat = new() { Seconds = 300 },
        };
        var application = await GatewayHost.Build(settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        await application.StartAsync();
        var orchestrator = new Orchestrator(application);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (orchestrator.Services.GetServices<IReadiness>().SelectMany(r => r.NotReady()).Any())
            await pause.WaitForNextTickAsync();
        return orchestrator;
    }

    /// <summary>Takes over the newest members and registrations.</summary>
    public Task Refresh() => Services.GetRequiredService<ConsortiumView>().Refresh();

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
