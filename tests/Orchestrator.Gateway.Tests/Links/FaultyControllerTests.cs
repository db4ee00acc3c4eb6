using System.Text.Json.Nodes;
using Grains.Mitigations;
using Support;

namespace Orchestrator.Gateway.Tests.Links;

/// <summary>
/// Controllers that fail in every way a network or a program can: the mitigation goes on with the others, the order is tried again, and status
/// claims nothing for them until they say so themselves.
/// </summary>
public sealed class FaultyControllerTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private static int _members;

    private GatewayWorld World => shared.World;

    [Fact]
    public async Task Orders_are_tried_again_and_meanwhile_the_mitigation_goes_on_and_claims_nothing_for_them()
    {
        var (alert, peers) = (Body.NewAlert(), new Dictionary<string, ScriptedPeer>());
        await using var elsewhere = new ScriptedPeer(World.Issue("elsewhere"), ScriptedAnswer.Hangup);
        foreach (var fault in new[] { "500", "503 text", "404 page", "garbage", "another message", "another engagement", "redirect", "hangup", "silence", "stall", "endless" })
        {
            var member = NewMember();
            peers[member] = new ScriptedPeer(World.Issue(member), Fault(fault, elsewhere));
        }

        await Join([.. peers.Select(p => (p.Key, p.Value.Url))]);
        (await World.Wire("op1").Post("mitigation_request", Asked(alert, "192.0.2.80", ["op2", "op3", .. peers.Keys]))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(peers.Values.Count(p => Got(p, "mitigation_request") >= 1)), n => n == peers.Count);
        var meanwhile = await GatewayWorld.Until(() => World.Status("op1", alert), s => Of(s!, "op2") == EngagementState.Accepted && Of(s!, "op3") == EngagementState.Accepted);

        Assert.All(peers.Keys, m => Assert.Equal(EngagementState.Intended, Of(meanwhile!, m)));
        await GatewayWorld.Until(() => Task.FromResult(peers.Keys.All(m => Undelivered(m))), all => all);
        Assert.All(peers.Keys, m => Assert.Equal(EngagementState.Intended, Of(World.Status("op1", alert).Result!, m)));
        Assert.Empty(elsewhere.Requests);

        foreach (var (member, peer) in peers)
            peer.Now(Says(member, alert, "active"));
        await GatewayWorld.Until(() => World.Status("op1", alert), s => peers.Keys.All(m => Of(s!, m) == EngagementState.Active));
        foreach (var (member, peer) in peers)
            peer.Now(Says(member, alert, "ended", revision: 2));
        (await World.Wire("op1").Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);
        foreach (var peer in peers.Values)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Refusal_for_good_is_a_decline_and_not_tried_again()
    {
        var (alert, member) = (Body.NewAlert(), NewMember());
        await using var peer = new ScriptedPeer(World.Issue(member), ScriptedAnswer.Says(403, """{"error_reason":255,"error_detail":"not ours to filter"}"""));
        await Join((member, peer.Url));

        (await World.Wire("op1").Post("mitigation_request", Asked(alert, "192.0.2.81", [member]))).Accepted();

        await GatewayWorld.Until(() => World.Status("op1", alert), s => Of(s!, member) == EngagementState.Declined);
    }

    [Fact]
    public async Task Withdrawal_answered_by_a_web_servers_404_page_is_not_taken_for_the_end()
    {
        var (alert, member) = (Body.NewAlert(), NewMember());
        await using var peer = new ScriptedPeer(World.Issue(member), Says(member, alert, "active"));
        await Join((member, peer.Url));
        (await World.Wire("op1").Post("mitigation_request", Asked(alert, "192.0.2.82", [member]))).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => Of(s!, member) == EngagementState.Active);

        peer.Now(ScriptedAnswer.Says(404, "<html>not found</html>", "text/html"));
        (await World.Wire("op1").Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();
        await GatewayWorld.Until(() => Task.FromResult(Got(peer, "mitigation_termination_request")), n => n >= 2);
        Assert.Equal(EngagementState.Withdrawing, Of((await World.Status("op1", alert))!, member));

        peer.Now(ScriptedAnswer.Says(404, """{"error_reason":255,"error_detail":"nothing of it was ever here"}"""));
        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);
    }

    [Fact]
    public async Task Withdrawal_fits_its_64_KiB_however_many_sources_the_order_names()
    {
        var (alert, member) = (Body.NewAlert(), NewMember());
        await using var peer = new ScriptedPeer(World.Issue(member), Says(member, alert, "active"));
        await Join((member, peer.Url));
        var asked = Asked(alert, "192.0.2.84", [member]);
        asked["extensions"]!["orchestrator"]!["sources"] = new JsonArray([.. Enumerable.Range(0, 4000).Select(i => new JsonObject { ["prefix"] = $"10.7.{i / 250}.{i % 250}/32" })]);
        (await World.Wire("op1").Post("mitigation_request", asked)).Accepted();
        await GatewayWorld.Until(() => World.Status("op1", alert), s => Of(s!, member) == EngagementState.Active);
        Assert.True(peer.Requests.Single(r => r.StartsWith("POST /dots/api/mitigation_request ", StringComparison.Ordinal)).Length > 64 << 10);

        peer.Now(Says(member, alert, "ended", revision: 2));
        (await World.Wire("op1").Post("mitigation_termination_request", Body.Termination(World, alert))).Accepted();

        await GatewayWorld.Until(() => World.Status("op1", alert), s => s!.Phase == MitigationPhase.Closed);
        Assert.All(peer.Requests.Where(r => r.StartsWith("POST /dots/api/mitigation_termination_request ", StringComparison.Ordinal)), r => Assert.InRange(r.Length, 1, 2 << 10));
    }

    [Fact]
    public async Task Controller_whose_certificate_names_another_member_is_not_talked_to()
    {
        var (alert, member) = (Body.NewAlert(), NewMember());
        World.Issue(member);
        await using var impostor = new ScriptedPeer(World.Issue("impostor"), ScriptedAnswer.Says(200, "{}"));
        await Join((member, impostor.Url));

        (await World.Wire("op1").Post("mitigation_request", Asked(alert, "192.0.2.83", [member]))).Accepted();

        await GatewayWorld.Until(() => Task.FromResult(impostor.Connections), n => n >= 2);
        await GatewayWorld.Until(() => Task.FromResult(Undelivered(member)), logged => logged);
        Assert.Empty(impostor.Requests);
        Assert.Equal(EngagementState.Intended, Of((await World.Status("op1", alert))!, member));
    }

    private static EngagementState? Of(MitigationStatus status, string member) => status.Operators.FirstOrDefault(o => o.Operator == member)?.State;

    private ScriptedAnswer Fault(string fault, ScriptedPeer elsewhere) => fault switch
    {
        "500" => ScriptedAnswer.Says(500, """{"error_reason":1,"error_detail":"broken"}"""),
        "503 text" => ScriptedAnswer.Says(503, "later", "text/plain"),
        "404 page" => ScriptedAnswer.Says(404, "<html>not found</html>", "text/html"),
        "garbage" => ScriptedAnswer.Raw("nonsense\r\n\r\n"),
        "another message" => ScriptedAnswer.Says(200, """{"version":"1.0.0"}"""),
        "another engagement" => ScriptedAnswer.Says(200, Answer("op2", new string('e', 64), "op9:x:y", "active")),
        "redirect" => ScriptedAnswer.Says(307, "", headers: $"Location: {elsewhere.Url}dots/api/mitigation_request\r\n"),
        "hangup" => ScriptedAnswer.Hangup,
        "silence" => ScriptedAnswer.Silence,
        "stall" => ScriptedAnswer.Stalls("{"),
        _ => ScriptedAnswer.Endless(),
    };

    private string Answer(string member, string alert, string engagement, string state, int revision = 1) =>
        Body.Report(World, member, 65000, alert, engagement, state, 1, revision: revision).ToJsonString();

    private ScriptedAnswer Says(string member, string alert, string state, int revision = 1) =>
        ScriptedAnswer.Says(200, Answer(member, new MitigationKey("op1", alert).ControllersAlert, new MitigationKey("op1", alert).Engagement(member), state, revision));

    private bool Undelivered(string member) => World.Log.Lines.Any(l => l.StartsWith($"Order.Undelivered {member} ", StringComparison.Ordinal));

    private static int Got(ScriptedPeer peer, string message) => peer.Requests.Count(r => r.StartsWith($"POST /dots/api/{message} ", StringComparison.Ordinal));

    private static string NewMember() => $"faulty{Interlocked.Increment(ref _members)}";

    /// <summary>Asks exactly these.</summary>
    private JsonObject Asked(string alert, string target, string[] operators) =>
        Body.Extended(Body.Request(World, alert, target), ("policy", "manual"), ("operators", new JsonArray([.. operators.Select(o => JsonValue.Create(o))])));

    private async Task Join(params (string Member, Uri Url)[] joining)
    {
        foreach (var (member, _) in joining)
            World.Consortium.Add(ConsortiumJson.Member(member, "operator", 65000, World.SenderId(member), "10.7.0.0/16"));
        World.WriteConsortium();
        foreach (var (member, url) in joining)
        {
            await World.Known(member);
            (await World.Wire(member).Post("registration", Body.Extended(Body.Registration(member, "10.7.0.0/16"), ("callback_url", url.ToString()), ("kind", "operator")))).Accepted();
        }
    }
}
