using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>What happens to plans when operators, the map or the consortium's policy change (design, sections 4 to 6).</summary>
public sealed class ChangeTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Operator_whose_entries_are_exhausted_is_replaced_and_everybody_ever_asked_is_told_of_the_end()
    {
        // No other test needs 134, which says that it has no room left.
        var help = world.Help(101, 22).From(150, 6 * Giga).From(154, 5 * Giga).From(152, 4 * Giga);
        (await help.Send()).Accepted();
        var order = await help.OrderTo("m134");
        await Active(help, "m130", "m134");

        (await Report(order, "exhausted")).Accepted();

        await help.OrderTo("m132");
        var minted = (string)order.Body["alert_id"]!;
        (await help.Terminate()).Accepted();
        await PlanningWorld.Until(() => world.Controllers.Heard.Where(t => t.Message == "mitigation_termination_request" && (string?)t.Body["alert_id"] == minted).Select(t => t.To).ToHashSet()
            .IsSupersetOf(["m130", "m132", "m134"]));
    }

    [Fact]
    public async Task Good_map_is_taken_and_a_bad_one_refused_and_the_old_one_stays_until_it_is_good_again()
    {
        // 152 moves behind 133.
        world.WriteGraph(ChangeWorld.Graph.Replace("132|152|-1", "133|152|-1", StringComparison.Ordinal));
        await PlanningWorld.Until(async () => (await From152()) is ["m133"]);

        var before = world.Gateway.Log.Lines.Count;
        world.Replace("as-rel.txt", "this is\nno graph|at all\n\u0000\u0001\n");
        await PlanningWorld.Until(() => world.Gateway.Log.Lines.Skip(before).Any(l => l.Contains("as-rel.txt", StringComparison.Ordinal)), () => string.Join('\n', world.Gateway.Log.Lines));
        Assert.Equal(["m133"], await From152());

        world.WriteGraph(ChangeWorld.Graph);
        await PlanningWorld.Until(async () => (await From152()) is ["m132"]);

        async Task<string[]> From152() => (await world.Help(101, 90).From(152, Giga).Plan()).Names;
    }

    private Task<WireAnswer> Report(Told order, string state)
    {
        var body = Bodies.Extended(
            Bodies.Status((string)order.Body["alert_id"]!, world.Gateway.SenderId(order.To), PlanningWorld.Asn(order.To)), "engagement",
            Bodies.Engagement((string)order.Engagement!["id"]!, (int)order.Engagement["revision"]!, ("state", state), ("report", 1), ("rules_free", state == "exhausted" ? 0 : 1000)));
        return world.From(order.To).Post("mitigation_status_updates", body);
    }

    private Task Active(Help help, params string[] members) => PlanningWorld.Until(
        async () => (await world.Gateway.Status(help.Asker, help.Alert)) is { } status && members.All(m => status.Operators.Any(o => o.Operator == m && o.State.ToString() == "Active")));
}
