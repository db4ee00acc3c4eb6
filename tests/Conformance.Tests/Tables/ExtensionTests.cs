using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>Extensions go only to peers that announced them, and carry status to who has no callback (mechanism, sections 1 and 2).</summary>
[Collection(OneWorld.Name)]
public sealed class ExtensionTests(ConformanceWorld world)
{
    private const string Announced = """{"extensions":{"orchestrator":{"version":1}}}""";

    public static TheoryData<Receiver> Servers => [Receiver.Orchestrator, Receiver.Controller];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Answers_have_extensions_only_for_who_announced_them_by_its_registration(Receiver server)
    {
        var asker = Asker.Registering(world, server);
        foreach (var announces in new[] { false, true, false })
        {
            var alert = world.NewAlert();
            var registration = announces ? asker.Registration().Patched(Announced) : asker.Registration();
            WireAnswer[] answers =
            [
                await asker.Register(registration), await asker.Ask(asker.Body(alert)), await asker.Send("mitigation_efficacy_updates", Bodies.Efficacy(alert, world.SenderId(asker.Name), asker.Asn)),
                await asker.Terminate(alert), await asker.Send("heartbeat", Bodies.Heartbeat(world.SenderId(asker.Name), asker.Asn)),
            ];

            Assert.All(answers, a => Assert.Equal(announces, a.Accepted().Body.ContainsKey("extensions")));
            if (announces)
                Assert.Equal((asker.Name, "approved"), ((string?)answers[0].Extension!["member_id"], (string?)answers[0].Extension!["state"]));
        }

        (await asker.Cancel(asker.Name)).Accepted();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Heartbeats_tell_who_has_no_callback_what_changed_once_and_nobody_elses(Receiver server)
    {
        var (asker, other, alert) = (Asker.Registering(world, server), Asker.Unregistered(world, server), world.NewAlert());
        (await asker.Register(asker.Registration().Patched(Announced))).Accepted();
        (await asker.Ask(asker.Body(alert))).Accepted();
        await ConformanceWorld.Until(async () => (await Told(asker)).Any(s => (int)s["status"]! is 0 or 1));

        (await asker.Terminate(alert)).Accepted();
        await ConformanceWorld.Until(async () => (await Told(asker)).Any(s => ((int)s["status"]!, (string?)s["extensions"]!["orchestrator"]!["mitigation"]!["state"]) == (2, "closed")));

        Assert.Empty(await Told(asker));
        Assert.Empty(await Told(other));
        (await asker.Cancel(asker.Name)).Accepted();

        async Task<JsonNode[]> Told(Asker to)
        {
            var answer = (await to.Send("heartbeat", Bodies.Heartbeat(world.SenderId(to.Name), to.Asn).Patched(Announced))).Accepted();
            Assert.InRange((long)answer.Extension!["now"]!, TimeProvider.System.GetUtcNow().AddSeconds(-30).ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds());
            return [.. answer.Extension!["mitigations"]?.AsArray().Where(s => (string?)s!["alert_id"] == alert).Select(s => s!) ?? []];
        }
    }
}
