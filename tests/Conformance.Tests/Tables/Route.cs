using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;

namespace Conformance.Tests.Tables;

/// <summary>Who sends what to whom (mechanism, section 1), and how such a message begins.</summary>
internal sealed record Route(string Table, string Sender, Receiver Receiver)
{
    public static readonly Route[] All =
    [
        new("registration", "op4", Receiver.Orchestrator), new("registration", "pending1", Receiver.Orchestrator), new("registration", "customer2", Receiver.Controller),
        new("registration_cancelling", "op4", Receiver.Orchestrator), new("registration_cancelling", "pending1", Receiver.Orchestrator), new("registration_cancelling", "customer2", Receiver.Controller),
        .. Asking("mitigation_request"), new(Messages.Order, "orchestrator", Receiver.Controller),
        new(Messages.Ask, "op1", Receiver.Orchestrator), new(Messages.Ask, "customer1", Receiver.Orchestrator), new(Messages.Ask, "customer1", Receiver.Controller),
        .. Asking("mitigation_efficacy_updates"), .. Asking("mitigation_termination_request"), .. Asking("mitigation_termination_status_acknowledgement"), .. Asking("heartbeat"),
        new("heartbeat", "pending1", Receiver.Orchestrator),
        new("mitigation_status_updates", "op2", Receiver.Orchestrator), new(Messages.Report, "op2", Receiver.Orchestrator),
        new("mitigation_status_updates", "orchestrator", Receiver.Controller), new(Messages.ToAsker, "orchestrator", Receiver.Controller),
        new("sighting_request", "orchestrator", Receiver.Controller), new("sighting_report", "op2", Receiver.Orchestrator),
    ];

    public string Wire => Messages.Wire(Table);

    public static string Asn(string sender) => sender switch { "op1" => "64501", "op2" => "64502", "op3" => "64503", "op4" => "64504", _ => "0" };

    /// <summary>An address that this sender may ask protection for, or order it.</summary>
    public static string Target(string sender, Receiver to) => (sender, to) switch
    {
        ("customer1", Receiver.Controller) => "203.0.113.129",
        ("customer2", Receiver.Controller) => "203.0.113.193",
        ("customer1", _) => "192.0.2.129",
        ("op2", _) => "198.51.100.1",
        ("pending1", _) => "198.18.5.1",
        ("suspended1", _) => "198.18.6.1",
        ("observer1", _) => "198.18.7.1",
        _ => "192.0.2.1",
    };

    /// <summary>The id of op3's engagement for an alert of the scripted orchestrator's.</summary>
    public static string Engagement(string alert) => $"mit-{alert}/op3";

    /// <summary>A body of this route with nothing but what is mandatory.</summary>
    public JsonObject Body(ConformanceWorld world, string alert) => Body(world, Table, Sender, Receiver, alert);

    public static JsonObject Body(ConformanceWorld world, string table, string sender, Receiver to, string alert)
    {
        var (id, asn) = (world.SenderId(sender), Asn(sender));
        var isOrder = to == Receiver.Controller && sender == "orchestrator";
        return Messages.Wire(table) switch
        {
            "registration" => Bodies.Registration(sender, "198.18.4.0/24"),
            "registration_cancelling" => Bodies.Cancelling(sender),
            "heartbeat" => Bodies.Heartbeat(id, asn),
            "mitigation_request" when isOrder => Ordered(Bodies.Request(alert, id, asn, Target(sender, to)), alert),
            "mitigation_request" => Bodies.Request(alert, id, asn, Target(sender, to)),
            "mitigation_efficacy_updates" => Bodies.Efficacy(alert, id, asn),
            "mitigation_status_updates" when table == Messages.Report => Bodies.Extended(Bodies.Status(alert, id, asn), "engagement", Bodies.Engagement("op1:x:op2", 1, ("state", "active"))),
            "mitigation_status_updates" => Bodies.Status(alert, id, asn),
            "sighting_request" => Bodies.SightingRequest(id, asn),
            "sighting_report" => Bodies.SightingReport(id, asn),
            _ => Bodies.About(alert, id, asn),
        };
    }

    /// <summary>A body that is answered 200 as it is: what it is about has been accepted before.</summary>
    public async Task<JsonObject> Accepted(ConformanceWorld world)
    {
        var alert = world.NewAlert();
        if (Wire == "mitigation_status_updates" && Receiver == Receiver.Orchestrator)
            return await Reporting.Body(world);
        if (Wire == "sighting_report")
        {
            var report = Body(world, alert);
            report["sighting_id"] = await Reporting.Question(world);
            return report;
        }

        if (Wire is "mitigation_efficacy_updates" or "mitigation_termination_request" or "mitigation_termination_status_acknowledgement")
            (await world.Send(Sender, Receiver, "mitigation_request", Body(world, "mitigation_request", Sender, Receiver, alert))).Accepted();
        if (Wire == "mitigation_termination_status_acknowledgement")
            (await world.Send(Sender, Receiver, "mitigation_termination_request", Body(world, "mitigation_termination_request", Sender, Receiver, alert))).Accepted();
        return Body(world, alert);
    }

    /// <summary>Ends what a message may have begun, so that the next test finds the target free.</summary>
    public async Task Undo(ConformanceWorld world, JsonObject sent)
    {
        if (Wire != "mitigation_request" || (string?)sent["alert_id"] is not { } alert)
            return;
        (await world.Send(Sender, Receiver, "mitigation_termination_request", Body(world, "mitigation_termination_request", Sender, Receiver, alert))).Accepted();
    }

    public override string ToString() => $"{Table}, {Sender} to {Receiver}";

    private static Route[] Asking(string message) =>
    [
        new(message, "op1", Receiver.Orchestrator), new(message, "customer1", Receiver.Orchestrator), new(message, "customer1", Receiver.Controller), new(message, "orchestrator", Receiver.Controller),
    ];

    private static JsonObject Ordered(JsonObject request, string alert) =>
        Bodies.Extended(request, "engagement", Bodies.Engagement(Engagement(alert), 1, ("not_after", TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds())));
}
