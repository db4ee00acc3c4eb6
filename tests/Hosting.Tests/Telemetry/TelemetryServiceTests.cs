using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Hosting.Settings;
using Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hosting.Tests.Telemetry;

public sealed class TelemetryServiceTests
{
    [Fact]
    public async Task Traces_and_metrics_of_the_project_reach_the_receiver()
    {
        using var source = new ActivitySource("Orchestrator");
        using var meter = new Meter("Controller");
        var counter = meter.CreateCounter<int>("orders-for-this-test");
        await using var receiver = await Receiver.Start();
        using var service = new TelemetryService(new() { Otlp = receiver.Url }, "controller", "op1");

        await service.StartAsync(default);
        source.StartActivity("span-of-this-test")?.Dispose();
        counter.Add(1);
        await service.StopAsync(default);

        Assert.Contains("span-of-this-test", receiver.Received["/base/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("orders-for-this-test", receiver.Received["/base/v1/metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_receiver_nothing_listens()
    {
        using var source = new ActivitySource("Orchestrator.Storage");
        using var service = new TelemetryService(new(), "controller", "op1");

        await service.StartAsync(default);

        Assert.False(source.HasListeners());
        await service.StopAsync(default);
    }

    private sealed class Receiver(WebApplication application, ConcurrentDictionary<string, string> received) : IAsyncDisposable
    {
        public Uri Url => new(application.Urls.Single() + "/base/");

        public ConcurrentDictionary<string, string> Received => received;

        public static async Task<Receiver> Start()
        {
            var received = new ConcurrentDictionary<string, string>();
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var application = builder.Build();
            application.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Path, _ => Text(body), (_, before) => before + Text(body));
                context.Response.StatusCode = StatusCodes.Status200OK;
            });
            await application.StartAsync();
            return new(application, received);
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();

        private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray());
    }
}
