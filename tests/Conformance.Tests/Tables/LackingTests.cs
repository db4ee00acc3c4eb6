using Conformance.Tests.Worlds;

namespace Conformance.Tests.Tables;

/// <summary>
/// What the mechanism has and this version has not: refused, and told so, instead of looking as if something had been done. When one of them comes, its
/// test here fails, and its rows belong into the other tables.
/// </summary>
[Collection(OneWorld.Name)]
public sealed class LackingTests(ConformanceWorld world)
{
    [Theory]
    [InlineData("sighting_request", "orchestrator", Receiver.Controller, "sightings")]
    [InlineData("sighting_report", "op2", Receiver.Orchestrator, "sighting_report")]
    public async Task Sightings_are_404(string message, string sender, Receiver receiver, string named)
    {
        var body = new Route(message, sender, receiver).Body(world, "");

        (await world.Send(sender, receiver, message, body)).RefusedWith(body, 404, 255, named);
    }

    [Theory]
    [InlineData("""{"policy":"sightings"}""", "policy")]
    public async Task Plans_from_sightings_are_500_and_nobody_is_asked(string extension, string named)
    {
        var (asker, alert) = (Asker.Unregistered(world, Receiver.Orchestrator), world.NewAlert());
        var body = asker.Body(alert, 157).Patched($$$"""{"extensions":{"orchestrator":{{{extension}}}}}""").Patched("""{"extensions":{"orchestrator":{"version":1}}}""");

        (await asker.Ask(body)).RefusedWith(body, 500, 0, named);
        (await asker.Terminate(alert)).Refused(404, 255);
    }
}
