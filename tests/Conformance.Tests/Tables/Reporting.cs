using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.Tables;

/// <summary>An engagement of op2's, as the order said it, to report about.</summary>
internal static class Reporting
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static Heard? _order;
    private static long _number;
    private static (string Id, string Alert, DateTimeOffset At) _question;

    /// <summary>The order that op2 got for a request of op1's that runs as long as the tests.</summary>
    public static async Task<Heard> Order(ConformanceWorld world)
    {
        await Turn.WaitAsync();
        try
        {
            return _order ??= await Ordered(world, world.NewAlert(), "192.0.2.2");
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>The sighting_id of a question that op2 was sent a moment ago: it is not answerable for long, and not once its mitigation is over.</summary>
    public static async Task<string> Question(ConformanceWorld world)
    {
        await Turn.WaitAsync();
        try
        {
            var (now, alert) = (TimeProvider.System.GetUtcNow(), world.NewAlert());
            if (_question.Id is null || now - _question.At > TimeSpan.FromMinutes(1) || !(await world.Gateway.Status("op1", _question.Alert))!.Runs)
                _question = ((string)(await Asked(world, Bodies.Request(alert, world.SenderId("op1"), "64501", "192.0.2.3"))).Body["sighting_id"]!, alert, now);
            return _question.Id;
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Has op1 ask for what operators see, and gives the question that op2 is sent.</summary>
    public static async Task<Heard> Asked(ConformanceWorld world, JsonObject request)
    {
        (await world.Send("op1", Receiver.Orchestrator, "mitigation_request", Bodies.Extended(request, "policy", "sightings"))).Accepted();
        return await world.Helper.Next("sighting_request", h => ((string)h.Body["sighting_id"]!).StartsWith($"op1:{(string)request["alert_id"]!}/", StringComparison.Ordinal));
    }

    /// <summary>Has op1 ask, and gives the order that op2 gets.</summary>
    public static async Task<Heard> Ordered(ConformanceWorld world, string alert, string target)
    {
        (await world.Send("op1", Receiver.Orchestrator, "mitigation_request", Bodies.Request(alert, world.SenderId("op1"), "64501", target))).Accepted();
        return await world.Helper.Next("mitigation_request", h => (string?)h.Body["packet_header"]!["dst_ip"] == target);
    }

    /// <summary>A report of op2's that it is active, each with a higher number than the one before.</summary>
    public static async Task<JsonObject> Body(ConformanceWorld world) => Body(world, await Order(world), Interlocked.Increment(ref _number));

    public static JsonObject Body(ConformanceWorld world, Heard order, long number) => Bodies.Extended(
        Bodies.Status(order.Alert, world.SenderId("op2"), "64502"), "engagement",
        Bodies.Engagement((string)order.Body["extensions"]!["orchestrator"]!["engagement"]!["id"]!, 1, ("state", "active"), ("report", number)));
}
