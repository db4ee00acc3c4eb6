using System.Net;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Hosting.Settings;

namespace Controller.Tests;

/// <summary>What a controller needs to start, and what it does first.</summary>
public sealed class StartTests : OneController
{
    [Fact]
    public async Task Registration_tells_what_the_settings_say()
    {
        var application = World.Build();
        await application.StartAsync();
        var registration = await ScriptedOrchestrator.Next(World.Orchestrator.Registrations);

        Assert.Equal(("Example Networks", "198.51.100.0/24"), (registration.CustomerName, registration.ProtectedZones.Single().IPv4.ToString()));
        Assert.Equal(ControllerWorld.UrlOf(application), registration.Extension!.CallbackUrl);
        Assert.Equal((64502u, 1000L, OperatorKind.OnPath), (registration.Extension.Operator!.Asns.Single(), registration.Extension.Operator.RulesMax, registration.Extension.Operator.Kind));
        await World.Stop(application);
    }

    [Fact]
    public async Task Readiness_needs_a_registration()
    {
        World.Orchestrator.Refuses = new(503, 2, "starting") { RetryAfter = TimeSpan.FromSeconds(1) };
        var application = World.Build();
        await application.StartAsync();
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { BaseAddress = ControllerWorld.UrlOf(application) };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode);
        World.Orchestrator.Refuses = null;
        await ScriptedOrchestrator.Next(World.Orchestrator.Registrations);
        for (var tries = 0; (await http.GetAsync(new Uri("/readyz", UriKind.Relative))).StatusCode != HttpStatusCode.OK; tries++)
            Assert.True(tries < 1000);
        await World.Stop(application);
    }

    [Fact]
    public void Files_that_cannot_be_used_refuse_the_start_all_at_once()
    {
        World.Write("prefixes", "nonsense\n");
        World.Write("policy.json", "{");
        World.Write("ca.crl", "no list");
        World.Settings["Identity:Crl"] = World.PathOf("ca.crl");
        foreach (var file in new[] { "Customers:File", "Detection:File" })
            World.Settings[file] = World.PathOf("policy.json");

        var problems = Assert.Throws<SettingsException>(() => World.Build()).Problems;

        Assert.Equal(["Customers:File", "Detection:File", "Identity:Crl", "Policy:File", "Prefixes:File"], problems.Select(p => p.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Policy_that_asks_for_countries_takes_their_file()
    {
        World.Write("policy.json", """{ "orders": [ { "country": ["AQ"], "then": "decline" } ] }""");
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => World.Build()).Problems);
        Assert.Equal("Policy:File", problem.Path);
        Assert.Contains("takes Policy:Countries", problem.Message, StringComparison.Ordinal);

        World.Write("countries", "192.0.2.0/24\tAQ\n");
        World.Settings["Policy:Countries"] = World.PathOf("countries");
        Assert.NotNull(World.Build());
    }

    [Fact]
    public void Key_that_others_can_read_refuses_the_start()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(World.PathOf("pki/op2.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Equal("Identity:Certificate", Assert.Throws<SettingsException>(() => World.Build()).Problems.Single().Path);
    }
}
