using System.Globalization;
using System.Text;
using Conformance.Tests.Tables;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;
using Support;

namespace Conformance.Tests.Transcripts;

/// <summary>The servers' half of the dialogues: the bytes of the request go to the real server, and the bytes of its answer are those of the transcript.</summary>
[Collection(OneWorld.Name)]
public sealed class ReplayTests(ConformanceWorld world)
{
    public static TheoryData<string> Served => [.. Transcript.All.Where(t => !t.StartsWith("controller-customer/", StringComparison.Ordinal))];

    // Mechanism, section 1.
    [Fact]
    public void Every_message_has_a_dialogue_in_each_direction_in_which_it_is_sent()
    {
        string[] asking =
        [
            "heartbeat", "mitigation_efficacy_updates", "mitigation_request", "mitigation_termination_request", "mitigation_termination_status_acknowledgement", "registration", "registration_cancelling",
        ];
        string[] directions = ["customer-orchestrator", "customer-controller", "controller-orchestrator"];
        IEnumerable<string> expected =
        [
            .. directions.SelectMany(d => asking.Select(m => $"{d}/{m}")), "controller-orchestrator/mitigation_status_updates", "controller-customer/mitigation_status_updates",
            "controller-orchestrator/sighting_report", .. asking[..5].Append("mitigation_status_updates").Append("sighting_request").Select(m => $"orchestrator-controller/{m}"),
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), Transcript.All);
    }

    [Theory]
    [MemberData(nameof(Served))]
    public async Task Request_of_the_transcript_is_answered_as_it_says(string dialogue)
    {
        var transcript = Transcript.Of(dialogue);
        var (_, _, sender, server) = Speakers(dialogue);
        var values = await Begin(dialogue);

        // No filter is in place before the answer, so that it is always the same.
        var answered = new TaskCompletionSource();
        world.Mitigator.Before = (action, cancellation) => action == "apply" ? answered.Task.WaitAsync(cancellation) : Task.CompletedTask;
        string answer;
        try
        {
            answer = await Send(sender, server, transcript.RequestHead, values.Fill(transcript.RequestBody));
        }
        finally
        {
            world.Mitigator.Before = null;
            answered.SetResult();
        }

        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = answer[..end].Split("\r\n");
        Assert.True(transcript.AnswerHead == $"{head[0].Split(' ')[1]}\n{head.Single(l => l.StartsWith("Content-Type:", StringComparison.Ordinal))}", $"{dialogue}: {answer}");
        var differs = values.Differs(transcript.AnswerBody, answer[(end + 4)..]);
        Assert.True(differs is null, $"{dialogue}: {differs}");
        await End(dialogue, values);
    }

    private static (string Path, string Message, string Sender, Receiver Server) Speakers(string dialogue)
    {
        var (path, message) = (dialogue.Split('/')[0], dialogue.Split('/')[1]);
        // Where an answer tells of mitigations, of a member that has none.
        var alone = message is "registration" or "registration_cancelling" or "heartbeat";
        var sender = path switch
        {
            "orchestrator-controller" => "orchestrator",
            "customer-orchestrator" or "customer-controller" => alone ? "customer3" : "customer1",
            _ => alone ? "op3" : message is "mitigation_status_updates" or "sighting_report" ? "op2" : "op1",
        };
        return (path, message, sender, path.EndsWith("-orchestrator", StringComparison.Ordinal) ? Receiver.Orchestrator : Receiver.Controller);
    }

    /// <summary>What went before the dialogue, and what its values are.</summary>
    private async Task<Values> Begin(string dialogue)
    {
        var (path, message, sender, server) = Speakers(dialogue);
        var alert = world.NewAlert();
        var isAbout = message is "mitigation_efficacy_updates" or "mitigation_termination_request" or "mitigation_termination_status_acknowledgement"
            || (path == "orchestrator-controller" && message == "mitigation_status_updates");
        var engagement = Route.Engagement(alert);
        if (isAbout)
        {
            var request = Route.Body(world, "mitigation_request", sender, server, alert);
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while ((await world.Send(sender, server, "mitigation_request", request)).Accepted().Body["extensions"]?["orchestrator"]?["engagement"]?["state"] is { } state
                && (string?)state != "active" && message == "mitigation_efficacy_updates")
                await pause.WaitForNextTickAsync();
        }

        if (message == "mitigation_termination_status_acknowledgement")
            (await world.Send(sender, server, "mitigation_termination_request", Route.Body(world, "mitigation_termination_request", sender, server, alert))).Accepted();
        if (path == "controller-orchestrator" && message == "mitigation_status_updates")
        {
            var order = await Reporting.Ordered(world, alert, "192.0.2.4");
            (alert, engagement) = (order.Alert, (string)order.Body["extensions"]!["orchestrator"]!["engagement"]!["id"]!);
        }

        return new Values
        {
            ["alert"] = alert, ["engagement"] = engagement, ["me"] = world.SenderId(sender), ["asn"] = Route.Asn(sender),
            ["server"] = world.SenderId(server == Receiver.Orchestrator ? "orchestrator" : "op3"),
            ["target"] = Route.Target(sender, server), ["callback"] = "https://localhost:1/", ["revision"] = message == "mitigation_termination_request" ? "2" : "1", ["report"] = "1",
            ["end"] = TimeProvider.System.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["member"] = sender,
            ["lifetime"] = "900",
            ["started"] = TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["health"] = "80", ["stage"] = "accepted", ["share"] = "0.5",
            ["sighting"] = message == "sighting_report" ? await Reporting.Question(world) : $"op1:{alert}/sighting/0123456789abcdef",
            ["deadline"] = TimeProvider.System.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ["sampled"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Leaves nothing behind that the next test would meet.</summary>
    private async Task End(string dialogue, Values values)
    {
        var (_, message, sender, server) = Speakers(dialogue);
        if (message is "mitigation_request" or "mitigation_efficacy_updates")
            (await world.Send(sender, server, "mitigation_termination_request", Bodies.About(values["alert"], world.SenderId(sender), Route.Asn(sender)))).Accepted();
        else if (message == "registration")
            (await world.Send(sender, server, "registration_cancelling", Bodies.Cancelling(sender))).Accepted();
    }

    private async Task<string> Send(string sender, Receiver server, string head, string body)
    {
        await using var wire = await RawHttps.Connect(world.UrlOf(server).Port, world.Certificate(sender));
        var lines = head.Split('\n');
        var date = TimeProvider.System.GetUtcNow();
        await wire.Send($"{lines[0]} HTTP/1.1\r\nHost: localhost\r\n{lines[1]}\r\nDate: {date:R}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        return await wire.ReadToEnd();
    }
}
