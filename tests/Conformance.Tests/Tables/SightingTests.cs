using Conformance.Tests.Worlds;

namespace Conformance.Tests.Tables;

/// <summary>Sightings of whoever was not asked for them (mechanism, section 7).</summary>
[Collection(OneWorld.Name)]
public sealed class SightingTests(ConformanceWorld world)
{
    [Fact]
    public async Task Report_of_somebody_who_was_not_asked_is_403()
    {
        var body = new Route("sighting_report", "op2", Receiver.Orchestrator).Body(world, "");

        (await world.Send("op2", Receiver.Orchestrator, "sighting_report", body)).RefusedWith(body, 403, 255, "sighting_id");
    }
}
