using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;

namespace Conformance.Tests.Tables;

/// <summary>Every message from every kind of sender to both servers: who is heard, and what the others are told (mechanism, sections 1, 4 and 5).</summary>
[Collection(OneWorld.Name)]
public sealed class SenderTests(ConformanceWorld world)
{
    // 200; 401, and 403 before the body is read: the two error attributes alone; "403b": 403, 255 with the body; 404: nothing under this alert_id; "404n": the message is not for this server, or not from this sender; "-": nothing is said about it.
    private const string ToOrchestrator = """
        message                                      | op1  | op2  | customer1 | observer1 | pending1 | suspended1 | stranger | orchestrator | nobody | foreign | expired | selfsigned
        registration                                 | 200  | -    | 200       | 200       | 200      | 403        | 200      | -            | 401    | 401     | 401     | 401
        registration_cancelling                      | 200  | -    | 200       | 200       | 200      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        mitigation_request                           | 200  | 200  | 200       | 403b      | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        mitigation_efficacy_updates                  | 200  | 200  | 200       | 404       | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        mitigation_status_updates                    | 403b | 200  | 403b      | 403b      | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        mitigation_termination_request               | 200  | 200  | 200       | 404       | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        mitigation_termination_status_acknowledgement| 200  | 200  | 200       | -         | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        heartbeat                                    | 200  | 200  | 200       | 200       | 200      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        sighting_request                             | 404n | 404n | 404n      | 404n      | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        sighting_report                              | 403b | 200  | 403b      | 403b      | 403      | 403        | 403      | 403          | 401    | 401     | 401     | 401
        """;

    private const string ToController = """
        message                                      | orchestrator | customer1 | customer2 | op1 | observer1 | stranger2 | nobody | foreign | expired | selfsigned
        registration                                 | -            | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        registration_cancelling                      | -            | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        mitigation_request                           | 200          | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        mitigation_efficacy_updates                  | 200          | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        mitigation_status_updates                    | 200          | -         | -         | 403 | 403       | 403       | 401    | 401     | 401     | 401
        mitigation_termination_request               | 200          | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        mitigation_termination_status_acknowledgement| 200          | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        heartbeat                                    | 200          | 200       | 200       | 403 | 403       | 403       | 401    | 401     | 401     | 401
        sighting_request                             | 200          | 404n      | 404n      | 403 | 403       | 403       | 401    | 401     | 401     | 401
        sighting_report                              | 404n         | 404n      | 404n      | 403 | 403       | 403       | 401    | 401     | 401     | 401
        """;

    public static TheoryData<string, string, Receiver, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, Receiver, string>();
            foreach (var (table, receiver) in new[] { (ToOrchestrator, Receiver.Orchestrator), (ToController, Receiver.Controller) })
            {
                var lines = table.Split('\n').Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToArray();
                foreach (var line in lines[1..])
                    foreach (var (sender, answer) in lines[0].Zip(line).Skip(1).Where(c => c.Second != "-"))
                        cells.Add(line[0], sender, receiver, answer);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Message_is_heard_from_whom_it_may_come_and_refused_from_everybody_else(string message, string sender, Receiver receiver, string expected)
    {
        var served = expected == "200";
        // Who registers for the first time becomes a member: no test after this one may meet a known stranger.
        var who = sender == "stranger" && message == "registration" ? "newcomer" : sender;
        var route = new Route(message, who, receiver);
        var body = served ? await route.Accepted(world) : route.Body(world, world.NewAlert());
        if (message == "mitigation_status_updates" && expected == "403b")
            Bodies.Extended(body, "engagement", Bodies.Engagement((string)(await Reporting.Order(world)).Body["extensions"]!["orchestrator"]!["engagement"]!["id"]!, 1, ("state", "active")));
        if (message == "sighting_report" && expected == "403b")
            body["sighting_id"] = await Reporting.Question(world);
        if (message == "registration" && served)
            body = Bodies.Registration(who, Zone(sender, receiver));

        var answer = await world.Send(who, receiver, message, body);

        switch (expected)
        {
            case "200":
                Assert.True(answer.Status == 200, $"{answer.Status} {answer.Text}");
                IsOfItsKind(message, body, answer.Body, receiver);
                await route.Undo(world, body);
                if (message == "registration")
                    (await world.Send(who, receiver, "registration_cancelling", Bodies.Cancelling((string)answer.Body["customer_id"]!))).Accepted();
                break;
            case "403b":
                answer.RefusedWith(body, 403, 255);
                break;
            case "404n":
                answer.RefusedWith(body, 404, 255, message);
                break;
            case "404":
                answer.RefusedWith(body, 404, 255, "alert_id");
                break;
            default:
                answer.RefusedUnread(int.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), 255);
                break;
        }
    }

    private static string Zone(string sender, Receiver to) => Route.Target(sender, to) is var target && to == Receiver.Controller
        ? target
        : $"{target[..target.LastIndexOf('.')]}.{(sender == "customer1" ? "128/25" : "0/24")}";

    /// <summary>
    /// "200 to mitigation_request, efficacy and termination carries a mitigation_status_updates body of that alert_id; to heartbeat a heartbeat of
    /// the server; to reports and acknowledgements {}".
    /// </summary>
    private void IsOfItsKind(string message, JsonObject sent, JsonObject answer, Receiver receiver)
    {
        var server = receiver == Receiver.Orchestrator ? "orchestrator" : "op3";
        switch (message)
        {
            case "registration":
                Assert.False(string.IsNullOrEmpty((string?)answer["customer_id"]));
                Assert.Equal((string?)sent["customer_name"], (string?)answer["customer_name"]);
                break;
            case "registration_cancelling":
                Assert.Equal((string?)sent["customer_id"], (string?)answer["customer_id"]);
                Assert.Contains("0", (string?)answer["result"], StringComparison.Ordinal);
                break;
            case "mitigation_status_updates" or "mitigation_termination_status_acknowledgement" or "sighting_request" or "sighting_report":
                Assert.Empty(answer);
                break;
            default:
                Assert.Equal(("1.0.0", world.SenderId(server), Route.Asn(server)), ((string?)answer["version"], (string?)answer["sender_id"], (string?)answer["sender_asn"]));
                if (message != "heartbeat")
                    Assert.Equal((string?)sent["alert_id"], (string?)answer["alert_id"]);
                Assert.Equal(message != "heartbeat", answer.ContainsKey("status"));
                break;
        }
    }
}
