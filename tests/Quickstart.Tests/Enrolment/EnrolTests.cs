using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Controller;
using Controller.Enrolment;
using Controller.Settings;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Customers;
using Grains.Identity;
using Grains.Mitigations;
using Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Configuration;
using Orleans;
using Support;

namespace Quickstart.Tests.Enrolment;

/// <summary>From an administrator's token to an operator that is ordered, with a real orchestrator and a real controller (seeds/003, "Ancillary Use Cases").</summary>
public sealed class EnrolTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private CertificateAuthority _authority = null!;
    private WebApplication _gateway = null!;
    private HttpClient _administrator = null!;

    public async Task InitializeAsync()
    {
        _authority = CertificateAuthority.OpenOrCreate(_folder.File("pki"), "ca", TimeProvider.System);
        _authority.Issue("orchestrator", ["localhost", "127.0.0.1"]);
        var (asker, administrator) = (_authority.Issue("op1", []), _authority.Issue("admin1", []));
        File.WriteAllText(_folder.File("consortium.json"), JsonSerializer.Serialize(new
        {
            name = "test", visibility = "names",
            members = new object[]
            {
                new { id = "op1", kind = "operator", state = "approved", asns = new[] { 64501 }, zones = new[] { "192.0.2.0/24" }, evidence = "test", keys = new[] { SenderId.Of(asker) } },
                new { id = "admin1", kind = "observer", state = "approved", keys = new[] { SenderId.Of(administrator) }, roles = new Dictionary<string, string[]> { [SenderId.Of(administrator)] = ["consortium administrator"] } },
            },
        }));
        _gateway = await GatewayHost.Build(
            new GatewaySettings
            {
                Listen = [new ListenSettings { Endpoint = new(IPAddress.Loopback, 0) }], Development = true, Data = new DataSettings { Directory = _folder.File("data") },
                Identity = new IdentitySettings { Certificate = _folder.File("pki/orchestrator.crt"), Key = _folder.File("pki/orchestrator.key"), Ca = _authority.CertificatePath, Crl = _authority.CrlPath },
                Consortium = new ConsortiumSettings { File = _folder.File("consortium.json") },
                Enrolment = new EnrolmentSettings { CaKey = _folder.File("pki/ca.key") },
            },
            builder => builder.Logging.ClearProviders());
        await _gateway.StartAsync();
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, ClientCertificateOptions = ClientCertificateOption.Manual };
        handler.ClientCertificates.Add(administrator);
        _administrator = new HttpClient(handler) { BaseAddress = Url };
        await Until(async () => (await _administrator.GetAsync("readyz")).StatusCode == HttpStatusCode.OK);
        File.WriteAllText(_folder.File("prefixes"), "192.0.2.0/24\n");
    }

    public async Task DisposeAsync()
    {
        _administrator.Dispose();
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Controller_enrols_registers_is_approved_and_is_ordered()
    {
        var token = await Token("op9");

        var (exit, output, errors) = await Enrol(token);

        Assert.True(exit == 0, errors);
        Assert.Contains("enrolled: op9 has the certificate", output, StringComparison.Ordinal);
        Assert.Contains("offering mitigation, flowspec; its heartbeat was answered", output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("op9.key")));
        Assert.Equal(MemberState.Pending, (await Member("op9"))!.State);

        // What registration told is what it is asked for, once an administrator has approved it.
        await Admin("approve", new() { ["member"] = "op9", ["asns"] = new JsonArray(64509), ["zones"] = new JsonArray("203.0.113.0/24"), ["evidence"] = "LoA of a test", ["why"] = "enrolled" });
        await using var controller = ControllerHost.Build(Settings(), new ControllerOverrides { Logging = l => l.ClearProviders() });
        await controller.StartAsync();
        await Until(() => Task.FromResult(_gateway.Services.GetRequiredService<ConsortiumView>().Current.Profile("op9") is not null));
        var alert = new string('a', 64);
        var request = new HelpRequest
        {
            Match = new() { Destinations = [Dots.Addressing.Prefix.Parse("192.0.2.1")], Protocols = [17], SourcePorts = [new(161, 161)] }, Action = HelpAction.Mitigation, Policy = "broadcast",
        };
        var key = SenderId.Of(_authority.Issue("op1", []));
        var answer = await Grains.GetGrain<ICustomerGrain>("op1").Ask(new Principal("op1", key), alert, request, TimeProvider.System.GetUtcNow(), "h");
        Assert.Null(answer.Refused);
        await Until(async () => (await Grains.GetGrain<IMitigationGrain>("op1:" + alert).Status())!.Operators.Any(o => o is { Operator: "op9", State: EngagementState.Accepted or EngagementState.Active }));
        await controller.StopAsync();
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Working_identity_is_not_overwritten_and_a_lost_answer_is_repeated_with_the_same_key()
    {
        var token = await Token("op9");
        Assert.Equal(0, (await Enrol(token)).Exit);
        var (key, certificate) = (File.ReadAllText(_folder.File("op9.key")), File.ReadAllText(_folder.File("op9.crt")));

        var (exit, _, errors) = await Enrol(await Token("op9"));
        Assert.Equal(1, exit);
        Assert.Contains("not overwritten", errors, StringComparison.Ordinal);
        Assert.Equal((key, certificate), (File.ReadAllText(_folder.File("op9.key")), File.ReadAllText(_folder.File("op9.crt"))));

        // As if the answer had never come: the key is there, its certificate is not, and the token is used up for it.
        File.Delete(_folder.File("op9.crt"));
        Assert.Equal(0, (await Enrol(token)).Exit);
        Assert.Equal(key, File.ReadAllText(_folder.File("op9.key")));
        using var issued = X509CertificateLoader.LoadCertificateFromFile(_folder.File("op9.crt"));
        Assert.Equal((await Member("op9"))!.Keys.Single(), SenderId.Of(issued));
    }

    [Theory]
    [InlineData("op3", "the token is for op3")]
    [InlineData(null, "not known, or has expired")]
    public async Task Token_of_another_member_or_none_leaves_no_certificate(string? member, string named)
    {
        var (exit, _, errors) = await Enrol(member is null ? "guess" : await Token(member));

        Assert.Equal(1, exit);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("op9.crt")));
    }

    [Fact]
    public async Task Orchestrator_of_another_authority_is_told_nothing()
    {
        var foreign = CertificateAuthority.OpenOrCreate(_folder.File("foreign"), "foreign", TimeProvider.System);
        var token = await Token("op9");

        var (exit, _, errors) = await Enrol(token, ("Identity:Ca", foreign.CertificatePath), ("Identity:Crl", foreign.CrlPath));

        Assert.Equal(1, exit);
        Assert.Contains("could not be asked", errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Enrol(token)).Exit);
    }

    [Fact]
    public async Task Missing_token_and_wrong_settings_end_with_code_2()
    {
        using StringWriter output = new(), errors = new();
        Assert.Equal(2, await EnrolCommand.Run([], output, errors));
        Assert.Contains("--token: missing", errors.ToString(), StringComparison.Ordinal);

        var (exit, _, said) = await Enrol("token", ("Nmae", "typo"), ("Listen:0:Endpoint", "8443"));
        Assert.Equal(2, exit);
        Assert.Contains("Nmae", said, StringComparison.Ordinal);
        Assert.Contains("Listen:0:Endpoint", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Identity:Key", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("op9.key")));
    }

    private Uri Url => new(_gateway.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    private IGrainFactory Grains => _gateway.Services.GetRequiredService<IGrainFactory>();

    private Dictionary<string, string?> Values() => new()
    {
        ["Name"] = "op9", ["Orchestrator:Url"] = Url.AbsoluteUri, ["Identity:Certificate"] = _folder.File("op9.crt"), ["Identity:Key"] = _folder.File("op9.key"),
        ["Identity:Ca"] = _authority.CertificatePath, ["Identity:Crl"] = _authority.CrlPath, ["Listen:0:Endpoint"] = "127.0.0.1:0", ["Prefixes:File"] = _folder.File("prefixes"),
        ["Orchestrator:Name"] = "orchestrator", ["Data:Directory"] = _folder.File("op9-data"), ["Registration:CustomerName"] = "Nine Networks", ["Registration:Zones:0"] = "203.0.113.0/24",
        ["Registration:Asns:0"] = "64509", ["Development"] = "true",
    };

    private ControllerSettings Settings() => StrictSettings.Bind<ControllerSettings>(new ConfigurationBuilder().AddInMemoryCollection(Values()).Build());

    private async Task<(int Exit, string Output, string Errors)> Enrol(string token, params (string Key, string Value)[] changes)
    {
        var values = Values();
        foreach (var (key, value) in changes)
            values[key] = value;
        using StringWriter output = new(), errors = new();
        var exit = await EnrolCommand.Run(["--token", token, .. values.Select(v => $"--{v.Key}={v.Value}")], output, errors, new ControllerOverrides { Logging = l => l.ClearProviders() });
        return (exit, output.ToString(), errors.ToString());
    }

    private async Task<string> Token(string member) => (string)(await Admin("token", new() { ["member"] = member, ["why"] = "new member" }))["token"]!;

    private async Task<JsonObject> Admin(string command, JsonObject body)
    {
        using var answer = await _administrator.PostAsJsonAsync("admin/" + command, body);
        var said = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.True(answer.IsSuccessStatusCode, said?.ToJsonString());
        return said!;
    }

    private async Task<Member?> Member(string id)
    {
        await _gateway.Services.GetRequiredService<ConsortiumView>().Refresh();
        return _gateway.Services.GetRequiredService<ConsortiumView>().Current.Find(id);
    }

    private static Task Until(Func<Task<bool>> reached) => Eventually.Holds(reached);
}
