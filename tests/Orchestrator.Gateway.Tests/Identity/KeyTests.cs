using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dots.Mechanism;
using Dots.Transport.Tls;
using Grains.Consortium;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Storage;
using Support;

namespace Orchestrator.Gateway.Tests.Identity;

/// <summary>Keys that roll and certificates that are revoked: mitigations belong to the member, not to the key (mechanism, section 5).</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private GatewayWorld _world = null!;

    public async Task InitializeAsync() => _world = await GatewayWorld.Start(change: SharedGateway.Quick);

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Mitigation_asked_for_with_one_key_goes_on_without_it_and_is_ended_with_the_next()
    {
        var (old, alert, other) = (_world.SenderId("op1"), Body.NewAlert(), Body.NewAlert());
        var oldWire = _world.Wire("op1");
        (await oldWire.Post("mitigation_request", Body.Request(_world, alert))).Accepted();
        _world.Certificates["op1-next"] = _world.Authority.Issue("op1-next", ["op1", "localhost", "127.0.0.1"]);
        _world.Consortium["op1"]["keys"] = new JsonArray(old, _world.SenderId("op1-next"));
        _world.WriteConsortium();
        await _world.Known("op1-next");
        var next = _world.Wire("op1-next");

        // Both keys are the member's: each refreshes what the other asked for, under its own sender_id.
        (await next.Post("mitigation_request", Body.Request(_world, alert, member: "op1-next"))).Accepted();
        (await oldWire.Post("mitigation_request", Body.Request(_world, other, "192.0.2.9"))).Accepted();
        (await next.Post("mitigation_request", Body.Request(_world, alert))).Refused(403, 255, "sender_id");

        _world.Consortium["op1"]["keys"] = new JsonArray(_world.SenderId("op1-next"));
        _world.WriteConsortium();
        await GatewayWorld.Until(() => oldWire.Post("heartbeat", Body.Heartbeat(_world)), a => a.Status == 403);

        foreach (var mitigation in new[] { alert, other })
        {
            Assert.True((await _world.Status("op1", mitigation))!.Runs);
            (await next.Post("mitigation_termination_request", Body.Termination(_world, mitigation, "op1-next"))).Accepted();
            Assert.False((await _world.Status("op1", mitigation))!.Runs);
        }
        (await oldWire.Post("mitigation_request", Body.Request(_world, Body.NewAlert()))).Refused(403, 255, old);
    }

    [Fact]
    public async Task Member_whose_only_certificate_is_revoked_is_suspended_without_calling_and_back_once_the_list_is_corrected()
    {
        (await _world.Wire("op2").Post("heartbeat", Body.Heartbeat(_world, "op2", 64502))).Accepted();
        var list = await File.ReadAllBytesAsync(_world.Authority.CrlPath);

        _world.Authority.Revoke(_world.Certificates["op2"]);

        var member = await Standing("op2", MemberState.Suspended);
        Assert.Equal(_world.SenderId("op2"), member.Keys.Single());
        Assert.Equal(MemberState.Approved, Current.Find("op3")!.State);
        var revoked = (await Ledger("certificate-revoked")).Single();
        Assert.Equal(("op2", CertificateId.Of(_world.Certificates["op2"]).Serial, true), ((string)revoked["member"]!, (string)revoked["certificate"]!["serial"]!, (bool)revoked["suspends"]!));
        Assert.True(DateTimeOffset.TryParse((string)revoked["certificate"]!["revokedSince"]!, System.Globalization.CultureInfo.InvariantCulture, out _));
        Assert.Contains(_world.Log.Lines, l => l.Contains("op2 has no other and is suspended", StringComparison.Ordinal));

        // Remembered: also when the orchestrator starts again.
        await _world.StopGateway();
        await _world.StartGateway(SharedGateway.Quick);
        Assert.Equal(MemberState.Suspended, Current.Find("op2")!.State);

        await Task.Run(() => File.WriteAllBytes(_world.Authority.CrlPath, list));
        await Standing("op2", MemberState.Approved);
        Assert.Single(await Ledger("certificate-restored"));
        (await _world.Wire("op2").Post("heartbeat", Body.Heartbeat(_world, "op2", 64502))).Accepted();
    }

    [Fact]
    public async Task Filter_of_a_member_is_withdrawn_where_it_stands_when_its_certificate_is_put_on_the_list()
    {
        await using var op2 = await ScriptedController.Start(_world, "op2", 64502);
        var (alert, other) = (Body.NewAlert(), Body.NewAlert());
        (await _world.Wire("op1").Post("mitigation_request", Body.Request(_world, alert))).Accepted();
        (await _world.Wire("op3").Post("mitigation_request", Body.Request(_world, other, "203.0.113.9", "op3", 64503))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(op2.Orders.Count), orders => orders == 2);

        _world.Authority.Revoke(_world.Certificates["op1"]);

        await GatewayWorld.Until(() => Task.FromResult(op2.Withdrawals.Any(w => w.Id.Contains(alert, StringComparison.Ordinal))), seen => seen);
        Assert.False((await _world.Status("op1", alert))!.Runs);
        Assert.True((await _world.Status("op3", other))!.Runs);
        Assert.Single(op2.Withdrawals.Select(w => w.Id).Distinct());
    }

    [Fact]
    public async Task Filter_that_a_member_gave_is_withdrawn_when_its_certificate_is_put_on_the_list_and_who_else_helps_goes_on()
    {
        await using var op2 = await ScriptedController.Start(_world, "op2", 64502);
        await using var op3 = await ScriptedController.Start(_world, "op3", 64503);
        op2.Answers = op3.Answers = _ => EngagementReportState.Active;
        var alert = Body.NewAlert();
        (await _world.Wire("op1").Post("mitigation_request", Body.Request(_world, alert))).Accepted();
        await GatewayWorld.Until(() => _world.Status("op1", alert), s => s!.Operators.Count(o => o.State == EngagementState.Active) == 2);

        _world.Authority.Revoke(_world.Certificates["op2"]);

        await GatewayWorld.Until(() => Task.FromResult(op2.Withdrawals.Count), withdrawals => withdrawals == 1);
        var status = await GatewayWorld.Until(() => _world.Status("op1", alert), s => s!.Operators.Any(o => o is { Operator: "op2", State: EngagementState.Ended }));
        Assert.True(status!.Runs);
        Assert.Equal(EngagementState.Active, status.Operators.Single(o => o.Operator == "op3").State);
        Assert.Empty(op3.Withdrawals);
    }

    [Fact]
    public async Task Member_with_another_key_loses_the_revoked_one_only_and_a_new_key_restores_who_had_no_other()
    {
        _world.Certificates["op3-next"] = _world.Authority.Issue("op3-next", ["op3"]);
        _world.Consortium["op3"]["keys"] = new JsonArray(_world.SenderId("op3"), _world.SenderId("op3-next"));
        _world.WriteConsortium();
        await _world.Known("op3-next");
        (await _world.Wire("op3").Post("heartbeat", Body.Heartbeat(_world, "op3", 64503))).Accepted();
        (await _world.Wire("op2").Post("heartbeat", Body.Heartbeat(_world, "op2", 64502))).Accepted();

        _world.Authority.Revoke(_world.Certificates["op3"]);
        _world.Authority.Revoke(_world.Certificates["op2"]);

        await Standing("op2", MemberState.Suspended);
        var op3 = Current.Find("op3")!;
        Assert.Equal((MemberState.Approved, _world.SenderId("op3-next")), (op3.State, op3.Keys.Single()));
        (await _world.Wire("op3-next").Post("heartbeat", Body.Heartbeat(_world, "op3-next", 64503))).Accepted();

        _world.Certificates["op2-next"] = _world.Authority.Issue("op2-next", ["op2"]);
        _world.Consortium["op2"]["keys"] = new JsonArray(_world.SenderId("op2"), _world.SenderId("op2-next"));
        _world.WriteConsortium();
        Assert.Equal(_world.SenderId("op2-next"), (await Standing("op2", MemberState.Approved)).Keys.Single());
        (await _world.Wire("op2-next").Post("heartbeat", Body.Heartbeat(_world, "op2-next", 64502))).Accepted();
    }

    [Fact]
    public async Task Certificate_is_written_down_once_and_not_with_each_message()
    {
        for (var i = 0; i < 5; i++)
        {
            (await _world.Wire("op2").Post("heartbeat", Body.Heartbeat(_world, "op2", 64502))).Accepted();
            using var another = new Wire(_world.Url, _world.Certificates["op2"]);
            (await another.Post("heartbeat", Body.Heartbeat(_world, "op2", 64502))).Accepted();
        }

        var known = Assert.Single(await GatewayWorld.Until(() => Task.FromResult(Current.Snapshot.Certificates), c => !c.IsEmpty));
        await _world.StopGateway();
        await _world.StartGateway(SharedGateway.Quick);
        Assert.Single(await Ledger("certificate-shown"));
        Assert.Equal((_world.SenderId("op2"), CertificateId.Of(_world.Certificates["op2"]).Serial), (known.Key, known.Serial));
    }

    private ConsortiumIndex Current => _world.Services.GetRequiredService<ConsortiumView>().Current;

    private async Task<Member> Standing(string member, MemberState state) => (await GatewayWorld.Until(() => Task.FromResult(Current.Find(member)), m => m?.State == state))!;

    private async Task<List<JsonObject>> Ledger(string kind)
    {
        List<JsonObject> found = [];
        await foreach (var entry in _world.Services.GetRequiredService<IDocumentStore>().Ledger("consortium", "0"))
            if (entry.Event.Kind == kind)
                found.Add(JsonNode.Parse(entry.Event.Content.Span)!.AsObject());
        return found;
    }
}
