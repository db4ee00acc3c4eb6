using System.Net;
using System.Security.Cryptography.X509Certificates;
using Controller.Settings;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Tls;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Controller.Tests;

/// <summary>A controller as its executable composes it, an orchestrator and a foreign member, on real sockets with certificates of one authority, in one folder.</summary>
public sealed class ControllerWorld : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly List<WebApplication> _running = [];

    internal ScriptedMitigator Mitigator { get; } = new();

    internal ScriptedOrchestrator Orchestrator { get; private set; } = null!;

    internal X509Certificate2 Foreigner { get; private set; } = null!;

    /// <summary>What its operator would have read, from warnings on.</summary>
    internal LogLines Log { get; } = new();

    /// <summary>The world's clock; real unless set before the start.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Instead of the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; set; }

    public Dictionary<string, string?> Settings { get; } = [];

    public string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        var pki = CertificateAuthority.OpenOrCreate(_folder.File("pki"), "Test consortium", TimeProvider.System);
        string[] here = ["localhost", "127.0.0.1", "::1"];
        var orchestrator = pki.Issue("orchestrator", here);
        pki.Issue("op2", here);
        Foreigner = pki.Issue("op3", here);
        var peers = new PeerCertificates([pki.Certificate], null, Time, NullLogger<PeerCertificates>.Instance);
        Orchestrator = new(orchestrator, peers, Time);
        await Orchestrator.Start();

        Write("prefixes", "192.0.2.0/24\n2001:db8::/48\n");
        Write("never-filter", "8.8.8.8/32\n");
        Write("policy.json", "{}");
        foreach (var (key, value) in new (string, string)[]
        {
            ("Name", "op2"), ("Orchestrator:Url", Orchestrator.Url.AbsoluteUri), ("Orchestrator:Name", "orchestrator"), ("Orchestrator:ReportSeconds", "1"),
            ("Identity:Certificate", PathOf("pki/op2.crt")), ("Identity:Key", PathOf("pki/op2.key")), ("Identity:Ca", pki.CertificatePath), ("Identity:Crl", pki.CrlPath),
            ("Listen:0:Endpoint", "127.0.0.1:0"), ("Policy:File", PathOf("policy.json")), ("Prefixes:File", PathOf("prefixes")), ("NeverFilter:File", PathOf("never-filter")),
            ("Data:Directory", PathOf("data")), ("Registration:CustomerName", "Example Networks"), ("Registration:Zones:0", "198.51.100.0/24"), ("Registration:Asns:0", "64502"),
            ("Development", "true"),
        })
            Settings[key] = value;
    }

    public async Task DisposeAsync()
    {
        foreach (var application in _running.ToArray())
            await Stop(application);
        await Orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    public string PathOf(string name) => _folder.File(name);

    public void Write(string name, string content) => File.WriteAllText(PathOf(name), content);

    /// <summary>An executable shell script, and its path.</summary>
    public string Script(string name, string body)
    {
        Write(name, "#!/bin/sh\n" + body);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return PathOf(name);
    }

    /// <summary>Builds it with the scripted mitigator, or with the settings' own.</summary>
    public WebApplication Build(bool ownMitigator = false) => ControllerHost.Build(
        StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build()),
        new() { Mitigator = ownMitigator ? null : Mitigator, Time = Time, Resolve = Resolve, Logging = l => l.ClearProviders().AddProvider(Log) });

    /// <summary>Starts it and waits until it has registered.</summary>
    public async Task<WebApplication> Start(bool ownMitigator = false)
    {
        var application = Build(ownMitigator);
        _running.Add(application);
        await application.StartAsync();
        await ScriptedOrchestrator.Next(Orchestrator.Registrations);
        return application;
    }

    public async Task Stop(WebApplication application)
    {
        _running.Remove(application);
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    /// <summary>A first revision of an order, of an engagement that names its asker.</summary>
    public MitigationRequest Order(string engagement, string alert) => new()
    {
        AlertId = alert,
        SenderId = Orchestrator.SenderId,
        Header = new() { Targets = ["192.0.2.1"], Sources = [Prefix.Parse("198.51.100.7")] },
        Extension = new() { Engagement = new() { Id = engagement, Revision = 1, NotAfter = DateTimeOffset.UtcNow.AddMinutes(10) } },
    };

    public static Uri UrlOf(WebApplication application) => new(application.Urls.Single());
}
