using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Dots.Transport.Tls;
using Hosting.Settings;
using Support;

namespace Controller.Tests;

/// <summary>How the controller proves who it is and knows who calls it, in the modes without client certificates (mechanism, section 5).</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private readonly ControllerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact, UnsupportedOSPlatform("windows")]
    public void Password_file_that_others_can_read_refuses_the_start()
    {
        _world.Write("password", "a long password");
        File.SetUnixFileMode(_world.PathOf("password"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Set(("Orchestrator:Mode", "ServerOnly"), ("Orchestrator:User", "op2-noc"), ("Orchestrator:PasswordFile", _world.PathOf("password")));

        var problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems);

        Assert.Equal("Orchestrator:PasswordFile", problem.Path);
        Assert.Contains("chmod 600", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void User_and_password_file_go_together()
    {
        Set(("Orchestrator:Mode", "ServerOnly"), ("Orchestrator:User", "op2-noc"));
        Assert.Equal("Orchestrator:PasswordFile", Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems).Path);
    }

    [Theory]
    [InlineData("Orchestrator:Mode")]
    [InlineData("Listen:0:Mode")]
    public void Key_that_cannot_sign_refuses_the_start_where_signatures_are_needed(string mode)
    {
        using var pki = new TestPki();
        var certificate = pki.IssueRsa("op2", 2048);
        _world.Write("rsa.crt", certificate.ExportCertificatePem());
        _world.Write("rsa.key", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_world.PathOf("rsa.key"), UnixFileMode.UserRead);
        Set((mode, "Signed"), ("Identity:Certificate", _world.PathOf("rsa.crt")), ("Identity:Key", _world.PathOf("rsa.key")));

        var problem = Assert.Single(Assert.Throws<SettingsException>(() => _world.Build()).Problems);

        Assert.Equal("Identity:Key", problem.Path);
        Assert.Contains("P-256", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Signed")]
    [InlineData("ServerOnly")]
    public async Task Orchestrators_signature_is_taken_once_over_restarts_and_a_members_never(string mode)
    {
        Set(("Listen:0:Mode", mode));
        var orchestrator = _world.Orchestrator.Own;
        var application = await _world.Start();
        var heartbeat = Heartbeat(orchestrator);
        Assert.Equal(200, await Sent(heartbeat));
        Assert.Equal(401, await Sent(heartbeat));
        Assert.Equal(403, await Sent(Heartbeat(_world.Foreigner)));
        Assert.Equal(401, await Sent(heartbeat with { Nonce = Guid.NewGuid().ToString("N"), SentBody = "{}" }));

        var port = ControllerWorld.UrlOf(application).Port;
        await _world.Stop(application);
        Set(("Listen:0:Endpoint", $"127.0.0.1:{port}"));
        application = await _world.Start();

        Assert.Equal(401, await Sent(heartbeat));
        Assert.Equal(200, await Sent(Heartbeat(orchestrator)));

        async Task<int> Sent(SignedByHand message)
        {
            using var answer = await message.Send(ControllerWorld.UrlOf(application), "heartbeat");
            return (int)answer.StatusCode;
        }
    }

    private static SignedByHand Heartbeat(X509Certificate2 sender) => new(sender, $$"""{"version":"1.0.0","sender_id":"{{SenderId.Of(sender)}}","sender_asn":"0"}""");

    private void Set(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
            _world.Settings[key] = value;
    }
}
