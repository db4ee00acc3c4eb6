using System.Text.Json;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Microsoft.AspNetCore.Builder;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;
using Refused = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Refused;

namespace Controller.Tests;

/// <summary>The whole controller, as the orchestrator meets it.</summary>
public abstract class OneController : IAsyncLifetime
{
    private protected const string Alert = "00000000000000000000000000000000000000000000000000000000000000a1";
    private protected const string OtherAlert = "00000000000000000000000000000000000000000000000000000000000000b2";

    private protected ControllerWorld World { get; } = new();

    /// <summary>The orchestrator's towards the controller that was started last.</summary>
    private protected MechanismClient? Client { get; private set; }

    public Task InitializeAsync() => World.InitializeAsync();

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        await World.DisposeAsync();
    }

    private protected async Task<WebApplication> Start(bool ownMitigator = false)
    {
        Client?.Dispose();
        var application = await World.Start(ownMitigator);
        Client = World.Orchestrator.Client(ControllerWorld.UrlOf(application));
        return application;
    }

    private protected MitigationRequest Message(int revision, string target = "192.0.2.1", string source = "198.51.100.7", string engagement = "mit-1/op2", DateTimeOffset? notAfter = null) => new()
    {
        AlertId = Alert,
        SenderId = World.Orchestrator.SenderId,
        Header = new() { Targets = [target], Sources = [Prefix.Parse(source)] },
        Extension = new() { Engagement = new() { Id = engagement, Revision = revision, NotAfter = notAfter ?? DateTimeOffset.UtcNow.AddMinutes(10) } },
    };

    /// <summary>An order that names its sources only as what is expected.</summary>
    private protected MitigationRequest Expecting(int revision, params string[] sources) => Message(revision) with
    {
        Header = new() { Targets = ["192.0.2.1"], SourcePorts = [new(53, 53)], Protocols = [17] },
        Extension = new()
        {
            Engagement = new()
            {
                Id = "mit-1/op2", Revision = revision, NotAfter = DateTimeOffset.UtcNow.AddMinutes(10 + revision), Share = 0.25 * revision,
                Sources = [.. sources.Select(s => new AttackSource { Prefix = Prefix.Parse(s) })],
            },
        },
    };

    private protected Task<SendResult<MitigationStatusUpdates>> Order(int revision, string target = "192.0.2.1", string source = "198.51.100.7", DateTimeOffset? notAfter = null) =>
        Client!.Request(Message(revision, target, source, notAfter: notAfter), default);

    private protected Task<SendResult<MitigationStatusUpdates>> Withdraw(int revision) => Client!.Terminate(
        new() { AlertId = Alert, SenderId = World.Orchestrator.SenderId, Extension = new() { Engagement = new() { Id = "mit-1/op2", Revision = revision, NotAfter = DateTimeOffset.UtcNow } } }, default);

    /// <summary>Waits until the mitigator is told this.</summary>
    private protected async Task Told(string call)
    {
        while (await World.Mitigator.Next() != call)
        {
        }
    }

    private protected static EngagementReport Said(SendResult<MitigationStatusUpdates> result) => Assert.IsType<Ok>(result).Message.Extension!.Engagement!;

    private protected static int Status(SendResult<MitigationStatusUpdates> result) => Assert.IsType<Refused>(result).Refusal.Status;

    private protected JsonElement LastLogLine() => JsonDocument.Parse(File.ReadLines(World.PathOf("data/logs/op2.jsonl")).Last()).RootElement;
}
