using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>Somebody who may ask one of the servers for help, with words for what it sends.</summary>
/// <param name="Net">Of its zone, three octets: "192.0.2".</param>
internal sealed record Asker(ConformanceWorld World, string Name, Receiver Server, string Net, string Zone)
{
    public string Asn => Route.Asn(Name);

    /// <summary>Has registered nothing: only what its server knows of it holds.</summary>
    public static Asker Unregistered(ConformanceWorld world, Receiver server) =>
        server == Receiver.Orchestrator ? new(world, "op1", server, "192.0.2", "192.0.2.0/24") : new(world, "customer1", server, "203.0.113", "203.0.113.128/25");

    /// <summary>Registers whatever a test wants.</summary>
    public static Asker Registering(ConformanceWorld world, Receiver server) =>
        server == Receiver.Orchestrator ? new(world, "op4", server, "198.18.4", "198.18.4.192/26") : new(world, "customer2", server, "203.0.113", "203.0.113.192/26");

    public JsonObject Registration() => Bodies.Registration(Name, Zone);

    public JsonObject Body(string alert, int last = 200) => Bodies.Request(alert, World.SenderId(Name), Asn, $"{Net}.{last}");

    public Task<WireAnswer> Register(JsonObject body) => Send("registration", body);

    public Task<WireAnswer> Cancel(string customerId) => Send("registration_cancelling", Bodies.Cancelling(customerId));

    public Task<WireAnswer> Ask(JsonObject body, DateTimeOffset? date = null) => Send("mitigation_request", body, date);

    public Task<WireAnswer> Terminate(string alert) => Send("mitigation_termination_request", About(alert));

    public Task<WireAnswer> Send(string message, JsonObject body, DateTimeOffset? date = null) => World.Send(Name, Server, message, body, date);

    public JsonObject About(string alert) => Bodies.About(alert, World.SenderId(Name), Asn);
}
