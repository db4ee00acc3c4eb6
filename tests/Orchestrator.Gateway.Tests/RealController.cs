using Controller;
using Controller.Settings;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Gateway.Tests;

/// <summary>A member's controller as its executable composes it, with the mitigator that only logs.</summary>
internal sealed class RealController : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RealController(WebApplication application) => _application = application;

    /// <param name="more">Settings beside what every test needs.</param>
    public static async Task<RealController> Start(GatewayWorld world, string member, uint asn, string zone, IdentityMode listens, params (string Key, string Value)[] more)
    {
        string Path_(string name) => Path.Combine(world.Folder.Path, name);
        File.WriteAllText(Path_("prefixes"), "192.0.2.0/24\n");
        var settings = new Dictionary<string, string?>
        {
            ["Name"] = member, ["Orchestrator:Url"] = world.Url.AbsoluteUri, ["Orchestrator:ReportSeconds"] = "1", ["Orchestrator:HeartbeatSeconds"] = "5",
            ["Identity:Certificate"] = Path_($"pki/{member}.crt"), ["Identity:Key"] = Path_($"pki/{member}.key"), ["Identity:Ca"] = world.Authority.CertificatePath,
            ["Listen:0:Endpoint"] = "127.0.0.1:0", ["Listen:0:Mode"] = listens.ToString(), ["Prefixes:File"] = Path_("prefixes"), ["Data:Directory"] = Path_("controllers"),
            ["Registration:CustomerName"] = member, ["Registration:Zones:0"] = zone, ["Registration:Asns:0"] = $"{asn}", ["Development"] = "true",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var application = ControllerHost.Build(
            StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()), new() { Logging = l => l.ClearProviders().AddProvider(world.Log) });
        await application.StartAsync();
        return new RealController(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
