using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Grains.Consortium;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace Orchestrator.Gateway.Tests.Identity;

/// <summary>Who is let in, as whom, and how far (mechanism, sections 4 and 5).</summary>
public sealed class CertificateTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private GatewayWorld World => shared.World;

    public static TheoryData<string> Messages => [.. Body.Messages];

    [Theory, MemberData(nameof(Messages))]
    public async Task Peer_without_a_certificate_is_answered_401(string message)
    {
        using var wire = new Wire(World.Url, null);

        (await wire.Post(message, Body.Of(message, World))).Refused(401, 255, "certificate").Unread();
    }

    [Fact]
    public async Task Certificate_that_is_not_accepted_is_answered_401_and_told_why()
    {
        using var pki = new TestPki();
        using var namesake = new TestPki(TimeProvider.System.GetUtcNow(), World.Authority.Certificate.GetNameInfo(X509NameType.SimpleName, false));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var short_ = World.Authority.Sign(new PublicKey(key), "op1", ["op1"], TimeSpan.FromMinutes(-1));
        using var expired = short_.CopyWithPrivateKey(key);

        await Refused(pki.SelfSigned("op1"), "self-signed");
        await Refused(pki.Issue("op1"), "not the consortium's authority");
        await Refused(namesake.Issue("op1"), "not signed by it");
        await Refused(expired, "expired");

        async Task Refused(X509Certificate2 certificate, string why)
        {
            using var wire = new Wire(World.Url, certificate);
            foreach (var message in Body.Messages)
                (await wire.Post(message, Body.Of(message, World))).Refused(401, 255, why).Unread();
        }
    }

    [Fact]
    public async Task Certificate_revoked_while_running_is_answered_401_also_on_an_open_connection()
    {
        World.Issue("revoked");
        World.Consortium.Add(ConsortiumJson.Member("revoked", "customer", null, World.SenderId("revoked"), "10.1.0.0/24"));
        World.WriteConsortium();
        await World.Known("revoked");
        (await World.Wire("revoked").Post("heartbeat", Body.Heartbeat(World, "revoked", 0))).Accepted();

        World.Authority.Revoke(World.Certificates["revoked"]);

        var answer = await GatewayWorld.Until(() => World.Wire("revoked").Post("heartbeat", Body.Heartbeat(World, "revoked", 0)), a => a.Status != 200);
        answer.Refused(401, 255, "revoked").Unread();
        var alert = Body.NewAlert();
        (await World.Wire("revoked").Post("mitigation_request", Body.Request(World, alert, "10.1.0.1", "revoked", 0))).Refused(401, 255, "revoked");
        Assert.Null(await World.Status("revoked", alert));
        (await World.Wire("op1").Post("heartbeat", Body.Heartbeat(World))).Accepted();
    }

    [Theory]
    [InlineData("mitigation_request")]
    [InlineData("mitigation_status_updates")]
    [InlineData("mitigation_termination_request")]
    [InlineData("heartbeat")]
    public async Task Foreign_sender_id_or_asn_is_refused(string message)
    {
        var sender = message == "mitigation_status_updates" ? "op2" : "op1";
        var foreign = Body.Of(message, World);
        foreign["sender_id"] = World.SenderId("op3");
        var numbered = Body.Of(message, World);
        numbered["sender_asn"] = "64503";

        (await World.Wire(sender).Post(message, foreign)).Refused(403, 255, "sender_id", World.SenderId("op3"));
        (await World.Wire(sender).Post(message, numbered)).Refused(403, 255, "sender_asn", "64503");

        if ((string?)foreign["alert_id"] is { } alert && sender == "op1")
            await shared.NothingAccepted(alert);
    }

    [Fact]
    public async Task Key_that_no_member_has_may_only_register_and_becomes_a_pending_member_that_may_ask_once_approved()
    {
        World.Issue("newcomer");
        var (wire, request) = (World.Wire("newcomer"), Body.Request(World, Body.NewAlert(), "10.2.0.1", "newcomer", 65002));
        (await wire.Post("heartbeat", Body.Heartbeat(World, "newcomer", 65002))).Refused(403, 255, World.SenderId("newcomer"));
        (await wire.Post("mitigation_request", request)).Refused(403, 255, "register");

        var registered = (await wire.Post("registration", Body.Extended(Body.Registration("Newcomer Ltd", "10.2.0.0/24"), ("kind", "operator")))).Accepted();
        Assert.Equal("pending", (string?)registered.Extension!["state"]);
        var id = (string)registered.Extension["member_id"]!;
        Assert.Equal(MemberState.Pending, World.Services.GetRequiredService<ConsortiumView>().Current.Find(id)!.State);
        (await wire.Post("heartbeat", Body.Heartbeat(World, "newcomer", 65002))).Accepted();
        (await wire.Post("registration", Body.Registration("Newcomer Ltd", "10.2.0.0/24"))).Accepted();
        (await wire.Post("mitigation_request", request)).Refused(403, 255, id, "pending").Unread();
        (await wire.Post("mitigation_termination_request", Body.Termination(World, (string)request["alert_id"]!, "newcomer", 65002))).Refused(403, 255, id, "pending");
        (await wire.Post("mitigation_status_updates", Body.Report(World, "newcomer", 65002, new string('c', 64), "a:b:c", "active", 1))).Refused(403, 255, id, "pending");

        // Unknown to the file, it stays pending when the file changes for other reasons.
        World.WriteConsortium(World.Consortium + " ");
        (await wire.Post("heartbeat", Body.Heartbeat(World, "newcomer", 65002))).Accepted();

        World.Consortium.Add(ConsortiumJson.Member(id, "operator", 65002, World.SenderId("newcomer"), "10.2.0.0/24"));
        World.WriteConsortium();

        await GatewayWorld.Until(() => wire.Post("mitigation_request", request), a => a.Status == 200);
    }

    [Fact]
    public async Task Suspended_member_is_refused_everything_until_it_is_approved_again()
    {
        World.Issue("suspect");
        World.Consortium.Add(ConsortiumJson.Member("suspect", "operator", 65003, World.SenderId("suspect"), "10.3.0.0/24"));
        World.Consortium["suspect"]["state"] = "suspended";
        World.WriteConsortium();
        var wire = World.Wire("suspect");
        var first = await GatewayWorld.Until(() => wire.Post("heartbeat", Body.Heartbeat(World, "suspect", 65003)), a => a.Detail.Contains("suspended", StringComparison.Ordinal));
        first.Refused(403, 255, "suspect is suspended").Unread();

        foreach (var message in Body.Messages)
            (await wire.Post(message, Body.Of(message, World))).Refused(403, 255, "suspect is suspended").Unread();

        World.Consortium["suspect"]["state"] = "approved";
        World.WriteConsortium();
        await GatewayWorld.Until(() => wire.Post("heartbeat", Body.Heartbeat(World, "suspect", 65003)), a => a.Status == 200);
    }

    [Fact]
    public async Task Address_list_is_checked_besides_the_certificate()
    {
        World.Issue("elsewhere");
        var member = ConsortiumJson.Member("elsewhere", "customer", null, World.SenderId("elsewhere"), "10.4.0.0/24");
        member["addresses"] = new JsonArray("198.51.100.0/24");
        World.Consortium.Add(member);
        World.WriteConsortium();
        await World.Known("elsewhere");

        (await World.Wire("elsewhere").Post("heartbeat", Body.Heartbeat(World, "elsewhere", 0))).Refused(403, 255, "127.0.0.1");
    }
}
