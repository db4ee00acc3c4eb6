using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bench.World;

/// <summary>Kestrel with the orchestrator's own TLS and HTTP settings and nothing above it but one delegate.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private BareServer(WebApplication application) => _application = application;

    public Uri Url => new(_application.Urls.Single());

    public static async Task<BareServer> Start(X509Certificate2 certificate, RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureMechanismHttps(new MechanismHttpsLimits());
            kestrel.Listen(IPAddress.Loopback, 0, options => options.ConfigureMechanismHttps(certificate));
        });
        var application = builder.Build();
        application.Run(handle);
        await application.StartAsync();
        return new(application);
    }

    /// <summary>Reads a request's body to its end.</summary>
    public static async ValueTask<byte[]> Body(HttpRequest request)
    {
        var body = new byte[request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(body);
        return body;
    }

    public static async Task Answer(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>Ctrl-C ends the benchmark, not this server alone.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
