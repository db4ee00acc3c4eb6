using Hosting.Health;
using Hosting.Settings;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hosting.Telemetry;

/// <summary>
/// Sends what the project's sources and meters record to an OTLP/HTTP receiver while the host runs. Layers below record with
/// System.Diagnostics alone and know nothing of this.
/// </summary>
internal sealed class TelemetryService(TelemetrySettings settings, string service, string instance) : IHostedService, IDisposable
{
    /// <summary>Names of activity sources and meters alike.</summary>
    internal static readonly string[] Names =
        ["Orchestrator", "Orchestrator.Storage", "Controller", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Otlp is not { } receiver)
            return Task.CompletedTask;

        var resource = ResourceBuilder.CreateEmpty().AddService(service, serviceVersion: Build.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: instance);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Names).AddOtlpExporter(o => Aim(o, receiver, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Names).AddOtlpExporter(o => Aim(o, receiver, "v1/metrics")).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // The last seconds before a stop are the ones somebody will look for; a receiver that is down must not hold it up.
        _traces?.ForceFlush(2000);
        _metrics?.ForceFlush(2000);
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        (_traces, _metrics) = (null, null);
    }

    private static void Aim(OtlpExporterOptions options, Uri receiver, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{receiver.AbsoluteUri.TrimEnd('/')}/{path}");
        options.TimeoutMilliseconds = 5000;
    }
}
