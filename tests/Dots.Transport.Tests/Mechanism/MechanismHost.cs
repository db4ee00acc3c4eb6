using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Mechanism;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Support;

namespace Dots.Transport.Tests.Mechanism;

/// <summary>A real Kestrel with the mechanism on a free loopback port, set up as a gateway sets it up.</summary>
internal sealed class MechanismHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MechanismHost(WebApplication app) => _app = app;

    internal int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    internal Uri Url => new($"https://127.0.0.1:{Port}/");

    internal static async Task<MechanismHost> Start(
        X509Certificate2 certificate, PeerCertificates peers, IMechanismHandler handler, TimeProvider? time = null,
        Func<MechanismServerOptions, MechanismServerOptions>? with = null, MechanismHttpsLimits? limits = null, RecordedLog<MechanismServer>? log = null,
        ListenerIdentity identity = ListenerIdentity.Mutual)
    {
        limits ??= new MechanismHttpsLimits();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<ILogger<MechanismServer>>(log ?? new RecordedLog<MechanismServer>());
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.ConfigureMechanismHttps(limits).Listen(IPAddress.Loopback, 0, listen => listen.ConfigureMechanismHttps(certificate, limits: limits, identity: identity)));
        var app = builder.Build();
        var options = new MechanismServerOptions { Certificates = peers };
        app.MapMechanism(handler, with?.Invoke(options) ?? options);
        await app.StartAsync();
        return new MechanismHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
