using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>Who learns what of a mitigation (design, sections 4 and 5): the asker shares, each helper its own part, others nothing.</summary>
public sealed class SeenByTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Asker_is_told_of_each_operator_what_it_is_expected_to_drop_and_nothing_of_where_it_stands()
    {
        var help = world.Help(101, 140).From(150, 6 * Giga).From(151, 5 * Giga);
        var plan = await help.Plan();
        help.With("plan_only", false);
        await help.Orders("m130", "m131");

        Assert.Equal(2, Operators((await help.Send()).Accepted().Body).Count());
        foreach (var told in new[] { plan.Text, (await help.Send()).Accepted().Text, (await help.Health(90)).Accepted().Text, (await help.Terminate()).Accepted().Text })
        {
            foreach (var operators in Operators(JsonNode.Parse(told)!.AsObject()))
                Assert.Subset(new HashSet<string> { "name", "state", "share", "reason", "dropped_bps", "age_s", "decline" }, operators.Select(m => m.Key).ToHashSet());
            foreach (var word in new[] { "neighbour", "AS 120", "AS120", "m110", "m132", world.Gateway.SenderId("m130"), world.Controllers.UrlOf("m130") })
                Assert.DoesNotContain(word, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Helper_is_told_of_its_own_part_only_in_everything_it_is_sent()
    {
        var help = world.Help(101, 141).From(150, 6 * Giga).From(151, 5 * Giga);
        await help.Orders("m130", "m131");
        (await help.Health(91)).Accepted();
        help.Extension.Remove("sources");
        help.From(150, 6 * Giga, addresses: 3).From(151, 5 * Giga, addresses: 3);
        (await help.Send()).Accepted();
        (await help.Terminate()).Accepted();
        await PlanningWorld.Until(() => world.Withdrawn(help) is ["m130", "m131"], () => world.Story(help));

        var minted = (string)world.Said(help)[0].Body["alert_id"]!;
        var sent = world.Controllers.Heard.Where(t => (string?)t.Body["alert_id"] == minted).ToArray();
        Assert.Contains(sent, t => t.Message == "mitigation_efficacy_updates");
        foreach (var (to, other, sources) in new[] { ("m130", "m131", "20.1.51."), ("m131", "m130", "20.1.50.") })
            Assert.All(sent.Where(t => t.To == to), t =>
            {
                foreach (var word in new[] { other, sources, world.Gateway.SenderId(other), world.Gateway.SenderId("a101") })
                    Assert.DoesNotContain(word, t.Heard.Text, StringComparison.Ordinal);
            });
    }

    [Fact]
    public async Task Others_see_nothing_and_can_say_nothing()
    {
        var help = world.Help(101, 142).From(150, 6 * Giga).From(151, 5 * Giga);
        await help.Orders("m130", "m131");
        var order = await help.OrderTo("m130");

        foreach (var stranger in new[] { "a201", "m132", "m130" })
        {
            (await Sends(stranger, "mitigation_termination_request", Bodies.About(help.Alert, world.Gateway.SenderId(stranger), PlanningWorld.Asn(stranger)))).Refused(404, 255);
            (await Sends(stranger, "mitigation_efficacy_updates", Bodies.Efficacy(help.Alert, world.Gateway.SenderId(stranger), PlanningWorld.Asn(stranger)))).Refused(404, 255);
            var heartbeat = (await Sends(stranger, "heartbeat", Bodies.Heartbeat(world.Gateway.SenderId(stranger), PlanningWorld.Asn(stranger)))).Accepted().Text;
            Assert.DoesNotContain(help.Alert, heartbeat, StringComparison.Ordinal);
            Assert.DoesNotContain(help.Target + "\"", heartbeat, StringComparison.Ordinal);
        }

        foreach (var liar in new[] { "m131", "m132", "a201" })
            Assert.Equal(403, (await world.Report(order with { To = liar }, "ended")).Status);
        Assert.Equal(["m130", "m131"], world.InForce(help).Select(o => o.To).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(world.Controllers.Heard, t => t.To is not ("m130" or "m131") && t.Target == help.Target);
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Same_alert_of_another_asker_is_another_mitigation()
    {
        var mine = world.Help(101, 143).From(150, 6 * Giga);
        await mine.Orders("m130");
        var theirs = new Help(world, "a201", Atlas.At(201, 143), mine.Alert).From(250, 6 * Giga);
        var answer = await theirs.Orders("m230");

        Assert.DoesNotContain("m130", answer.Text, StringComparison.Ordinal);
        (await theirs.Terminate()).Accepted();
        Assert.NotEqual(2, (int)(await mine.Send()).Accepted().Body["status"]!);
        Assert.DoesNotContain("m130", world.Controllers.Heard.Where(t => t.Message == "mitigation_termination_request" && (string?)t.Body["alert_id"] == (string?)world.Controllers.Orders(mine.Target)[0].Body["alert_id"]).Select(t => t.To));
        (await mine.Terminate()).Accepted();
    }

    [Theory]
    [InlineData("none", 144)]
    [InlineData("totals", 145)]
    public async Task Names_are_hidden_in_plans_and_statuses_where_the_consortium_says_so(string visibility, int last)
    {
        world.Gateway.Consortium.Visibility = visibility;
        world.Gateway.WriteConsortium();
        try
        {
            await PlanningWorld.Until(async () => !(await world.Help(101, last).From(150, 6 * Giga).From(151, 4 * Giga).Plan()).Text.Contains("m130", StringComparison.Ordinal));
            var plan = await world.Help(101, last).From(150, 6 * Giga).From(151, 4 * Giga).Plan();
            var help = world.Help(101, last).From(150, 6 * Giga).From(151, 4 * Giga);
            await help.Orders("m130", "m131");
            foreach (var text in new[] { plan.Text, (await help.Send()).Accepted().Text, (await help.Health(90)).Accepted().Text, (await help.Terminate()).Accepted().Text })
                foreach (var word in new[] { "m130", "m131", "m132", "m110", "\"130\"", "AS130", "AS 130", world.Gateway.SenderId("m130") })
                    Assert.DoesNotContain(word, text, StringComparison.Ordinal);
        }
        finally
        {
            world.Gateway.Consortium.Visibility = "names";
            world.Gateway.WriteConsortium();
            await PlanningWorld.Until(async () => (await world.Help(101, last).From(150, Giga).Plan()).Text.Contains("m130", StringComparison.Ordinal));
        }
    }

    private Task<WireAnswer> Sends(string member, string message, JsonObject body) => world.From(member).Post(message, body, world.Now);

    private static IEnumerable<JsonObject> Operators(JsonObject body) => (body["extensions"]?["orchestrator"]?["mitigation"]?["operators"]?.AsArray() ?? []).Select(o => o!.AsObject());
}
