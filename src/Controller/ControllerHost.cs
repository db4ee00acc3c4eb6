using System.Net;
using Controller.Customers;
using Controller.Detection;
using Controller.Mitigators;
using Controller.Orders;
using Controller.Policy;
using Controller.Settings;
using Controller.Sightings;
using Controller.Signaling;
using Dots.Transport.Mechanism;
using Dots.Transport.Names;
using Dots.Transport.Tls;
using Hosting.Health;
using Hosting.Logging;
using Hosting.Settings;
using Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Controller;

/// <summary>A member's controller as an application: run by the executable of that name, or several in one process.</summary>
public static class ControllerHost
{
    // As an orchestrator allows its members by default.
    private const int CustomerRequestsPerSecond = 50, CustomerBurst = 100;

    /// <summary>Composes a controller. Nothing runs before it is started; its services hold <see cref="Asker"/> for the member's own people.</summary>
    /// <exception cref="SettingsException">Files that settings name cannot be used; every one of them.</exception>
    public static WebApplication Build(ControllerSettings settings, ControllerOverrides? overrides = null)
    {
        var time = overrides?.Time ?? TimeProvider.System;
        var identity = Identity.Load(settings);
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Controller" });
        if (overrides?.Logging is { } logging)
            logging(builder.Logging);
        else
            builder.Logging.AddLines();

        builder.Services.AddSingleton(time).AddSingleton(settings).AddSingleton(identity);
        builder.Services.AddRoutingCore();
        builder.Services.AddTelemetry(settings.Telemetry, "controller", settings.Name);
        builder.Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        AddController(builder.Services, settings, identity, overrides);
        Listen(builder.WebHost, settings, identity);

        var application = builder.Build();
        CheckFiles(application.Services);
        application.UseRouting();
        application.MapHealth();
        var runtime = application.Services.GetRequiredService<ControllerRuntime>();
        application.MapMechanism(application.Services.GetRequiredService<PeerDispatcher>(), new()
        {
            Certificates = application.Services.GetRequiredService<PeerCertificates>(),
            ClockSkew = TimeSpan.FromSeconds(settings.Identity.ClockSkewSeconds),
            Own = identity.Certificate,
            Users = application.Services.GetRequiredService<CustomerUsers>(),
            Once = (nonce, until) => runtime.Once.TryUse(nonce, until),
        });
        return application;
    }

    private static void AddController(IServiceCollection services, ControllerSettings settings, Identity identity, ControllerOverrides? overrides)
    {
        services.AddSingleton(s => new PeerCertificates(identity.Authorities, settings.Identity.Crl, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PeerCertificates>>()));
        services.AddSingleton<MemberFiles>();
        services.AddSingleton<RuleQuota>();
        services.AddSingleton(s => new OrderPolicy(
            () => s.GetRequiredService<MemberFiles>().Policy,
            () => s.GetRequiredService<MemberFiles>().Own,
            () => s.GetRequiredService<MemberFiles>().NeverFilter,
            settings.Registration.Countermeasures,
            settings.Registration.RulesMax,
            s.GetRequiredService<RuleQuota>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => overrides?.Mitigator ?? Mitigator(settings, s));
        services.AddSingleton<OrchestratorClient>();
        services.AddSingleton(s => new Asker(s.GetRequiredService<OrchestratorClient>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new TargetNames(overrides?.Resolve ?? Dns.GetHostAddressesAsync, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CustomerFiles>();
        services.AddSingleton<CustomerUsers>();
        services.AddSingleton<CustomerLinks>();
        services.AddSingleton<CustomerComposition>();
        services.AddSingleton<DetectionFiles>();
        services.AddSingleton<DetectorComposition>();
        services.AddSingleton<SightingSources>();
        services.AddSingleton(s => new SightingDesk(
            overrides?.Sightings ?? s.GetRequiredService<SightingSources>().Source, s.GetRequiredService<OrchestratorClient>().Report, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SightingDesk>>()));
        services.AddSingleton(s => new MemberRates(CustomerRequestsPerSecond, CustomerBurst, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CustomerHandler>();
        services.AddSingleton<OrderHandler>();
        services.AddSingleton<PeerDispatcher>();
        services.AddSingleton<ControllerRuntime>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<ControllerRuntime>());
        services.AddSingleton<IReadiness>(s => s.GetRequiredService<ControllerRuntime>());
    }

    private static IMitigator Mitigator(ControllerSettings settings, IServiceProvider services) => settings.Mitigator.Kind == MitigatorKind.Command
        ? new CommandMitigator(
            Path.GetFullPath(settings.Mitigator.Command!), CommandMitigator.DefaultLimit,
            new RunningCommands(Path.Combine(Path.GetFullPath(settings.Data.Directory), settings.Name, "mitigator")), services.GetRequiredService<TimeProvider>())
        : new LogMitigator(services.GetRequiredService<ILogger<LogMitigator>>());

    private static void Listen(IWebHostBuilder host, ControllerSettings settings, Identity identity)
    {
        var limits = new MechanismHttpsLimits();
        host.UseKestrelCore();
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureMechanismHttps(limits);
            foreach (var listener in settings.Listen)
                kestrel.Listen(listener.Endpoint, listen => listen.ConfigureMechanismHttps(identity.Certificate, identity.Intermediates, limits, Mode(listener.Mode)));
        });
    }

    private static ListenerIdentity Mode(IdentityMode mode) => mode switch
    {
        IdentityMode.Mutual => ListenerIdentity.Mutual,
        IdentityMode.ServerOnly => ListenerIdentity.ServerOnly,
        IdentityMode.Signed => ListenerIdentity.Signed,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What only shows when it is used must show before the start is reported as begun, and all at once.</summary>
    private static void CheckFiles(IServiceProvider services)
    {
        List<SettingsProblem> problems = [];
        try
        {
            services.GetRequiredService<PeerCertificates>();
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            problems.Add(new(e is ArgumentException ? "Identity:Ca" : "Identity:Crl", e.Message));
        }

        foreach (var files in new[] { typeof(MemberFiles), typeof(CustomerFiles), typeof(DetectionFiles), typeof(SightingSources) })
            try
            {
                services.GetRequiredService(files);
            }
            catch (SettingsException e)
            {
                problems.AddRange(e.Problems);
            }

        if (problems.Count > 0)
            throw new SettingsException(problems);
    }
}
