using System.Text.Json.Nodes;
using Conformance.Tests.Tables;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Transcripts;

/// <summary>
/// The clients' half of the dialogues: what the real product sends to a scripted end is, byte for byte, the request of the transcript, and the end
/// answers with its answer.
/// </summary>
[Collection(OneWorld.Name)]
public sealed class SentTests(ConformanceWorld world)
{
    private const string Attack = """{"packet_header":{"src_ips":"198.51.100.7","src_ports":"53","protocols":"17"},"info":{"attack_types":"dns_amplification","severity":3}}""";

    [Fact]
    public async Task Controller_registers_and_sends_heartbeats()
    {
        await SentByController("registration", _ => true);
        await SentByController("heartbeat", _ => true);
    }

    [Fact]
    public async Task Controller_reports_what_became_of_an_order()
    {
        var (route, alert) = (new Route("mitigation_request", "orchestrator", Receiver.Controller), world.NewAlert());
        using var _ = Answering(world.Orchestrator, Of("op3", "orchestrator"), "controller-orchestrator/mitigation_status_updates");
        world.Mitigator.Counters = new(12, 9600, 3, 2400);
        (await world.Send("orchestrator", Receiver.Controller, "mitigation_request", route.Body(world, alert))).Accepted();

        await SentByController("mitigation_status_updates", h => h.Alert == alert && (long?)h.Body["malicious_total_bits"] == 9600);
        world.Mitigator.Counters = null;
        await route.Undo(world, new JsonObject { ["alert_id"] = alert });
    }

    [Fact]
    public async Task Controller_asks_for_help_tells_how_its_customer_fares_and_ends_it()
    {
        var (customer, alert) = (Asker.Unregistered(world, Receiver.Controller), world.NewAlert());
        using var _ = Answering(world.Orchestrator, Of("op3", "orchestrator"),
            "controller-orchestrator/mitigation_request", "controller-orchestrator/mitigation_efficacy_updates", "controller-orchestrator/mitigation_termination_request");

        // More than the operator can take.
        (await customer.Ask(customer.Body(alert, 133).Patched(Attack).Patched("""{"extensions":{"orchestrator":{"version":1,"volume_bps":2000000000}}}"""))).Accepted();
        var asked = await SentByController("mitigation_request", h => (string?)h.Body["packet_header"]!["dst_ip"] == "203.0.113.133");

        (await customer.Send("mitigation_efficacy_updates", Bodies.Efficacy(alert, world.SenderId("customer1"), "0"))).Accepted();
        await SentByController("mitigation_efficacy_updates", h => h.Alert == asked.Alert);

        (await customer.Terminate(alert)).Accepted();
        await SentByController("mitigation_termination_request", h => h.Alert == asked.Alert);
        await SentByController("mitigation_termination_status_acknowledgement", h => h.Alert == asked.Alert);
    }

    [Fact]
    public async Task Orchestrator_orders_passes_on_and_withdraws()
    {
        var (asker, alert) = (Asker.Unregistered(world, Receiver.Orchestrator), world.NewAlert());
        using var _ = Answering(world.Helper, Of("orchestrator", "op2"),
            "orchestrator-controller/mitigation_request", "orchestrator-controller/mitigation_efficacy_updates", "orchestrator-controller/mitigation_termination_request");

        var request = asker.Body(alert, 5).Patched(Attack).Patched("""{"extensions":{"orchestrator":{"version":1}}}""");
        request["info"]!["started"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var now = TimeProvider.System.GetUtcNow();
        (await asker.Ask(request, now)).Accepted();
        var order = await SentByOrchestrator("mitigation_request", h => (string?)h.Body["packet_header"]!["dst_ip"] == "192.0.2.5");

        // The same request of the same time asks for nothing new.
        await ConformanceWorld.Until(async () =>
            (await asker.Ask(request, now)).Extension!["mitigation"]!["operators"] is JsonArray asked
            && asked.Any(o => ((string?)o!["name"], (string?)o["state"]) is ("op2", "accepted" or "active")));

        (await asker.Send("mitigation_efficacy_updates", Bodies.Efficacy(alert, world.SenderId("op1"), "64501"))).Accepted();
        await SentByOrchestrator("mitigation_efficacy_updates", h => h.Alert == order.Alert);

        (await asker.Terminate(alert)).Accepted();
        await SentByOrchestrator("mitigation_termination_request", h => h.Alert == order.Alert);
        (await asker.Send("mitigation_termination_status_acknowledgement", asker.About(alert))).Accepted();
        await SentByOrchestrator("mitigation_termination_status_acknowledgement", h => h.Alert == order.Alert);
        await SentByOrchestrator("heartbeat", _ => true);
    }

    [Fact]
    public async Task Orchestrator_asks_an_operator_what_it_sees()
    {
        var (asker, alert) = (Asker.Unregistered(world, Receiver.Orchestrator), world.NewAlert());
        var asked = await Reporting.Asked(world, asker.Body(alert, 6).Patched(Attack));

        Is("orchestrator-controller/sighting_request", asked, Of("orchestrator", "op2"));
        (await asker.Terminate(alert)).Accepted();
    }

    [Fact]
    public async Task Controller_tells_what_it_sees()
    {
        var question = new Route("sighting_request", "orchestrator", Receiver.Controller).Body(world, "");
        question["sighting_id"] = world.NewAlert();
        (await world.Send("orchestrator", Receiver.Controller, "sighting_request", question)).Accepted();

        await SentByController("sighting_report", h => (string?)h.Body["sighting_id"] == (string?)question["sighting_id"]);
    }

    [Fact]
    public async Task Orchestrator_pushes_status_to_who_asked()
    {
        var alert = world.NewAlert();
        (await world.Send("op2", Receiver.Orchestrator, "mitigation_request", Bodies.Request(alert, world.SenderId("op2"), "64502", "198.51.100.9"))).Accepted();

        // Pushes before the plan say less: nobody has been asked yet.
        await SentByOrchestrator("mitigation_status_updates", h => h.Alert == alert && (int)h.Body["status"]! == 3);
        (await world.Send("op2", Receiver.Orchestrator, "mitigation_termination_request", Bodies.About(alert, world.SenderId("op2"), "64502"))).Accepted();
    }

    [Fact]
    public async Task Controller_pushes_status_to_its_customer()
    {
        var (customer, alert) = (Asker.Registering(world, Receiver.Controller), world.NewAlert());
        await using var end = await ScriptedEnd.Start(world.Certificate("customer2")!, _ => "{}");
        (await customer.Register(Bodies.Extended(customer.Registration(), "callback_url", end.Url.AbsoluteUri))).Accepted();
        (await customer.Ask(customer.Body(alert))).Accepted();

        Is("controller-customer/mitigation_status_updates", await end.Next("mitigation_status_updates", h => h.Alert == alert && (int)h.Body["status"]! == 1), Of("op3", "customer2"));
        (await customer.Cancel("customer2")).Accepted();
    }

    private async Task<Heard> SentByController(string message, Func<Heard, bool> fits)
    {
        var heard = await world.Orchestrator.Next(message, fits);
        Is($"controller-orchestrator/{message}", heard, Of("op3", "orchestrator"));
        return heard;
    }

    private async Task<Heard> SentByOrchestrator(string message, Func<Heard, bool> fits)
    {
        var heard = await world.Helper.Next(message, fits);
        Is($"orchestrator-controller/{message}", heard, Of("orchestrator", "op2"));
        return heard;
    }

    private static void Is(string dialogue, Heard heard, Values values)
    {
        var transcript = Transcript.Of(dialogue);
        Assert.Equal(transcript.RequestHead, heard.Head);
        Assert.True(heard.IsDated, "the Date header is missing");
        var differs = values.Differs(transcript.RequestBody, heard.Text);
        Assert.True(differs is null, $"{dialogue}: {differs}");
    }

    private static Switched Answering(ScriptedEnd end, Values values, params string[] dialogues) => new(end, values, [.. dialogues.Select(Transcript.Of)]);

    private Values Of(string sender, string server) => new()
    {
        ["me"] = world.SenderId(sender), ["asn"] = Route.Asn(sender), ["member"] = sender, ["server"] = world.SenderId(server), ["asn_there"] = Route.Asn(server), ["state"] = "active", ["health"] = "80",
    };

    /// <summary>Lets a scripted end answer as transcripts say, where they know the request, until it is disposed.</summary>
    private sealed class Switched : IDisposable
    {
        private readonly ScriptedEnd _end;
        private readonly Func<Heard, string> _before;

        public Switched(ScriptedEnd end, Values values, Transcript[] transcripts)
        {
            (_end, _before) = (end, end.Answers);
            end.Answers = heard =>
            {
                // What one message said, an engagement or a target, the answers to the others of the same dialogue repeat.
                lock (values)
                {
                    var transcript = transcripts.FirstOrDefault(t => t.Name.EndsWith("/" + heard.Message, StringComparison.Ordinal) && values.Differs(t.RequestBody, heard.Text) is null);
                    return transcript is null ? _before(heard) : values.Fill(transcript.AnswerBody);
                }
            };
        }

        public void Dispose() => _end.Answers = _before;
    }
}
