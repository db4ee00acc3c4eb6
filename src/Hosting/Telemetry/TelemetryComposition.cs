using Hosting.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hosting.Telemetry;

/// <summary>Adds the sending of traces and metrics to a host.</summary>
public static class TelemetryComposition
{
    /// <summary>Does nothing while <see cref="TelemetrySettings.Otlp"/> is absent.</summary>
    /// <param name="service">What runs, e.g. "controller".</param>
    /// <param name="instance">Which one, e.g. the member's name.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, TelemetrySettings settings, string service, string instance) =>
        services.AddSingleton<IHostedService>(_ => new TelemetryService(settings, service, instance));
}
