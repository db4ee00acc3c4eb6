using System.IO.Compression;
using System.Net;
using Dots.Serving;
using Dots.Transport.Mechanism;
using Dots.Transport.Names;
using Dots.Transport.Signatures;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Customers;
using Grains.Hosting;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;
using Hosting.Files;
using Hosting.Health;
using Hosting.Logging;
using Hosting.Settings;
using Hosting.Telemetry;
using Links.Mechanism;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NearSource.Choice;
using Orchestrator.Gateway.Administration;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Consortium;
using Orchestrator.Gateway.Enrolment;
using Orchestrator.Gateway.Identity;
using Orchestrator.Gateway.Mechanism;
using Orchestrator.Gateway.Planning;
using Orleans.Configuration;
using Storage;
using Storage.Journal;
using Storage.Once;

namespace Orchestrator.Gateway;

/// <summary>
/// Composes the orchestrator: store, grains, links, listeners. A library as well, so that quickstart and benchmarks run it in their own process.
/// </summary>
public static class GatewayHost
{
    /// <summary>Builds an orchestrator that is not started yet. Opens the journal: a second process on the same data fails here.</summary>
    /// <param name="configure">
    /// Last word on services and logging, e.g. a quiet log in a process that shows a table; a <see cref="PlanningView"/> where that process has read what planning
    /// needs to know of the Internet.
    /// </param>
    /// <exception cref="SettingsException">What only shows when settings are used, all of it.</exception>
    public static async Task<WebApplication> Build(GatewaySettings settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = settings.Development ? "Development" : "Production" });
        builder.Logging.AddLines();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        configure?.Invoke(builder);

        var material = GatewayIdentity.Load(settings.Identity);
        if (settings.Listen.Any(l => l.Mode != IdentityMode.Mutual) && !SigningKey.Fits(material.Certificate))
            throw new SettingsException([new("Identity:Key", $"expected a key on P-256: with Listen:Mode ServerOnly or Signed messages are signed ({SigningKey.Algorithm})")]);
        services.AddSingleton(material);
        services.AddSingleton(p => new PeerCertificates(material.Authorities, settings.Identity.Crl, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PeerCertificates>>()));
        services.AddSingleton(await OpenJournal(settings));
        services.AddSingleton<IDocumentStore>(p => p.GetRequiredService<JournalStore>());
        services.AddSingleton(settings.Planning);
        var (planning, planningFiles) = services.LastOrDefault(s => s.ServiceType == typeof(PlanningView))?.ImplementationInstance is PlanningView given
            ? (given, new WatchedFiles(settings.Planning.Topology, settings.Planning.Origins, settings.Planning.Vrps))
            : PlanningFiles.Read(settings.Planning, TimeProvider.System);
        services.TryAddSingleton(planning);
        services.AddSingleton<IPlanner>(Planner(settings.Planning, planning));
        services.AddHostedService(p => new PlanningFiles(settings.Planning, planning, planningFiles, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PlanningFiles>>()));
        services.AddSingleton(new LinkIdentity(material.Certificate, material.SenderId, settings.Development));
        services.AddSingleton<MechanismLinks>();
        services.AddSingleton<IControllerLink>(p => p.GetRequiredService<MechanismLinks>());
        services.AddSingleton<IAskerLink>(p => p.GetRequiredService<MechanismLinks>());
        AddGrainHost(builder, settings);
        services.AddOrchestratorGrains(
            new Lifetimes { Default = TimeSpan.FromSeconds(settings.Lifetimes.DefaultSeconds), Maximum = TimeSpan.FromSeconds(settings.Lifetimes.MaximumSeconds) },
            OperatorTimes.Default with { Heartbeat = TimeSpan.FromSeconds(settings.Heartbeat.Seconds) },
            Contract(settings.Limits),
            new SightingOptions(settings.Planning.Sightings.When, TimeSpan.FromMilliseconds(settings.Planning.Sightings.DeadlineMs), settings.Planning.Sightings.Concurrency));

        services.AddSingleton(p => new MemberRates(settings.Limits.RequestsPerSecond, settings.Limits.Burst, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(p => new TargetNames(Dns.GetHostAddressesAsync, p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(new ServingOrder(RequestsAtOnce, OthersAtOnce));
        services.AddSingleton<SenderIds>();
        services.AddSingleton<CertificateMemory>();
        services.AddHostedService(p => p.GetRequiredService<CertificateMemory>());
        services.AddSingleton<MemberUsers>();
        services.AddSingleton<GatewayHandler>();
        services.AddSingleton(p => new EnrolmentServer(
            Issuers.Of(settings.Enrolment, settings.Identity.Ca, p.GetRequiredService<TimeProvider>()), material.Authorities, p.GetRequiredService<PeerCertificates>(),
            p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<ConsortiumView>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<EnrolmentServer>>()));
        services.AddSingleton<AdministrationCommands>();
        services.AddSingleton<AdministrationServer>();
        services.AddSingleton<IReadiness, RecoveryReadiness>();
        services.AddSingleton(p => new ConsortiumFileWatcher(
            settings.Consortium.File, p.GetRequiredService<IGrainFactory>(), p.GetRequiredService<ConsortiumView>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ConsortiumFileWatcher>>()));
        services.AddHostedService(p => p.GetRequiredService<ConsortiumFileWatcher>());
        services.AddSingleton<IReadiness>(p => p.GetRequiredService<ConsortiumFileWatcher>());
        services.AddHostedService<RevocationWatcher>();
        services.AddTelemetry(settings.Telemetry, "orchestrator", Environment.MachineName);

        var limits = new MechanismHttpsLimits { Connections = settings.Limits.Connections };
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureMechanismHttps(limits);
            foreach (var listen in settings.Listen)
                kestrel.Listen(listen.Endpoint, options => options.ConfigureMechanismHttps(material.Certificate, limits: limits, identity: listen.Identity()));
        });

        var application = builder.Build();
        var once = await OnceStore.Open(application.Services.GetRequiredService<IDocumentStore>(), "nonce", application.Services.GetRequiredService<TimeProvider>());
        application.MapHealth();
        application.Services.GetRequiredService<AdministrationServer>().Map(application);
        application.Services.GetRequiredService<EnrolmentServer>().Map(application);
        application.MapMechanism(application.Services.GetRequiredService<GatewayHandler>(), new MechanismServerOptions
        {
            Certificates = application.Services.GetRequiredService<PeerCertificates>(), ClockSkew = TimeSpan.FromSeconds(settings.Identity.ClockSkewSeconds),
            Own = material.Certificate, Once = once.TryUse, Users = application.Services.GetRequiredService<MemberUsers>(),
        });
        return application;
    }

    /// <summary>Far more than are ever under way while the store keeps up, far fewer than connections.</summary>
    private const int RequestsAtOnce = 512, OthersAtOnce = 512;

    private static Contract Contract(LimitsSettings limits) => new()
    {
        ThresholdBps = limits.ThresholdBps, ThresholdPps = limits.ThresholdPps, Duration = limits.DurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        AttackTypes = limits.AttackTypes,
    };

    private static void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings) => builder.UseOrleans(silo =>
    {
        var siloPort = settings.Cluster.SiloPort == 0 ? FreePorts.Next() : settings.Cluster.SiloPort;
        silo.UseLocalhostClustering(siloPort, FreePorts.Next(), serviceId: "orchestrator", clusterId: "embedded");
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
    });

    private static async Task<JournalStore> OpenJournal(GatewaySettings settings)
    {
        using var logging = LoggerFactory.Create(l => l.AddLines());
        try
        {
            return await JournalStore.Open(
                new JournalOptions { Directory = Path.Combine(settings.Data.Directory, "journal") }, TimeProvider.System, logging.CreateLogger<JournalStore>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalDamagedException)
        {
            throw new SettingsException([new("Data:Directory", e.Message)]);
        }
    }

    private static NearSourcePlanner Planner(PlanningSettings settings, PlanningView view)
    {
        // Settings made in code have not been looked at by the binder.
        SettingsProblem[] problems =
        [
            .. new PolicyNameAttribute().Broken(settings.Policy) is { } policy ? [new SettingsProblem("Planning:Policy", policy)] : Array.Empty<SettingsProblem>(),
            .. new AimNameAttribute().Broken(settings.Aim) is { } aim ? [new SettingsProblem("Planning:Aim", aim)] : Array.Empty<SettingsProblem>(),
        ];
        return problems.Length == 0 ? new(view, settings.Policy, settings.Ask) { Aim = Aim.Find(settings.Aim)!, CostLimit = settings.CostLimit } : throw new SettingsException(problems);
    }
}
