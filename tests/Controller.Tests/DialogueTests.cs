using Controller.Local;
using Controller.Signaling;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.DependencyInjection;
using Ok = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Ok;
using Refused = Dots.Transport.Mechanism.SendResult<Dots.Mechanism.MitigationStatusUpdates>.Refused;

namespace Controller.Tests;

/// <summary>Who is heard, and what is said beside orders: heartbeats, efficacy, acknowledgements, and what the member itself asks for.</summary>
public sealed class DialogueTests : OneController
{
    [Fact]
    public async Task Other_members_are_refused_though_their_certificates_are_good()
    {
        var application = await Start();
        using var foreigner = World.Orchestrator.Client(ControllerWorld.UrlOf(application), World.Foreigner);

        var refused = Assert.IsType<Refused>(await foreigner.Request(Message(1) with { SenderId = Dots.Transport.Tls.SenderId.Of(World.Foreigner) }, default));

        Assert.Equal(403, refused.Refusal.Status);
        Assert.Empty(World.Mitigator.Calls);
    }

    [Fact]
    public async Task Orders_for_other_operators_and_of_other_senders_are_refused()
    {
        await Start();

        Assert.Equal(403, Status(await Client!.Request(Message(1, engagement: "mit-1/op3"), default)));
        Assert.Equal(403, Status(await Client.Request(Message(1, engagement: "op2"), default)));
        Assert.Equal(403, Status(await Client.Request(Message(1) with { SenderId = Alert }, default)));
        Assert.Equal(403, Status(await Client.Request(Message(1) with { SenderAsn = 64501 }, default)));
        Assert.Equal(403, Status(await Client.Terminate(new() { AlertId = Alert, SenderId = World.Orchestrator.SenderId, SenderAsn = 64501 }, default)));
        Assert.Equal(400, Status(await Client.Request(Message(0), default)));
        Assert.Equal(400, Status(await Client.Request(Message(1) with { Extension = null }, default)));
        Assert.Equal(404, Status(await Client.Terminate(new() { AlertId = OtherAlert, SenderId = World.Orchestrator.SenderId }, default)));
        await Order(1);
        Assert.Equal(403, Status(await Client.Request(Message(2) with { AlertId = OtherAlert }, default)));
    }

    [Fact]
    public async Task Heartbeats_are_answered_with_the_time()
    {
        await Start();

        var answer = Assert.IsType<SendResult<Heartbeat>.Ok>(await Client!.Heartbeat(new() { SenderId = World.Orchestrator.SenderId }, default));

        Assert.InRange(answer.Message.Extension!.Now!.Value, DateTimeOffset.UtcNow.AddSeconds(-10), DateTimeOffset.UtcNow.AddSeconds(10));
        Assert.Equal(64502u, answer.Message.SenderAsn);
    }

    [Fact]
    public async Task Efficacy_and_heartbeats_of_the_orchestrator_are_shown_and_its_acknowledgement_logged()
    {
        await Start();
        await Order(1);
        await World.Orchestrator.Report(EngagementReportState.Active);
        Assert.IsType<Ok>(await Client!.Efficacy(new() { AlertId = Alert, SenderId = World.Orchestrator.SenderId, Health = 35, AttackStatus = AttackStatus.InProcess }, default));
        await Client.Heartbeat(new() { SenderId = World.Orchestrator.SenderId }, default);

        var shown = string.Join('\n', (await LocalClient.Ask(LocalSocket.PathOf(World.PathOf("data"), "op2"), new("list", [], "alice"))).Lines);
        Assert.Contains("asker's health 35, attack going on", shown, StringComparison.Ordinal);
        Assert.Contains("its last heartbeat came 0 s ago", shown, StringComparison.Ordinal);

        await Withdraw(2);
        foreach (var alert in new[] { Alert, OtherAlert })
            Assert.IsType<SendResult<Nothing>.Ok>(await Client.Acknowledge(new() { AlertId = alert, SenderId = World.Orchestrator.SenderId }, default));
        Assert.Equal(("acknowledged", false), (LastLogLine().GetProperty("event").GetString(), LastLogLine().GetProperty("held").GetBoolean()));
    }

    [Fact]
    public async Task Own_people_ask_through_the_controller_and_hear_the_status()
    {
        var application = await Start();
        var asker = application.Services.GetRequiredService<Asker>();
        var heard = System.Threading.Channels.Channel.CreateUnbounded<MitigationStatusUpdates>();
        asker.StatusChanged += s => heard.Writer.TryWrite(s);

        var answered = Assert.IsType<Ok>(await asker.Request(new() { Header = new() { Targets = ["198.51.100.9"] }, MaxBandwidthBps = 8_000_000_000 })).Message;
        var asked = Assert.IsType<MitigationRequest>(await ScriptedOrchestrator.Next(World.Orchestrator.Asked));
        Assert.Equal((64, 64502u, "198.51.100.9"), (asked.AlertId.Length, asked.SenderAsn, asked.Header.Targets.Single()));
        Assert.Equal(MitigationStatus.Pending, (await ScriptedOrchestrator.Next(heard)).Status);

        Assert.IsType<SendResult<Nothing>.Ok>(await Client!.Status(World.Orchestrator.StatusOf(answered.AlertId, MitigationStatus.Ongoing), default));
        Assert.Equal(MitigationStatus.Ongoing, (await ScriptedOrchestrator.Next(heard)).Status);
        Assert.Equal(MitigationStatus.Ongoing, asker.Status[answered.AlertId].Status);

        await asker.Refresh(answered.AlertId, TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromHours(2), Assert.IsType<MitigationRequest>(await ScriptedOrchestrator.Next(World.Orchestrator.Asked)).Lifetime);
        Assert.Equal(MitigationStatus.Done, Assert.IsType<Ok>(await asker.Terminate(answered.AlertId)).Message.Status);
    }
}
