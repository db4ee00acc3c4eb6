namespace Conformance.Tests.NearSource;

/// <summary>Attacks without sources, on targets in several ASes, and of both families (design, section 4).</summary>
public sealed class TargetTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    private const long Giga = 1_000_000_000;

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"protocols":"17","src_ports":"53"}""")]
    [InlineData("""{"protocols":"6","dst_ports":"443"}""")]
    [InlineData("""{"dst_ip":"2a00:1:1::5"}""")]
    [InlineData("""{"dst_ip":"20.1.1.0/24"}""")]
    public async Task Without_sources_no_more_are_planned_than_may_be_asked_and_no_reach_is_claimed(string header)
    {
        foreach (var told in new[] { world.Help(101, 150).Header(header), world.Help(101, 150).Header(header).Volume(50 * Giga), world.Help(101, 150).Header(header).Volume(50 * Giga).Takes(Giga) })
        {
            var plan = await told.Plan();

            Assert.InRange(plan.Operators.Length, 1, 2);
            Assert.Equal(plan.Names.Distinct(), plan.Names);
            Assert.Null(plan.Mitigation["reach"]);
        }
    }

    [Fact]
    public async Task Without_sources_no_more_are_ordered_than_may_be_asked_and_no_reach_is_claimed()
    {
        var help = world.Help(101, 151).Volume(50 * Giga).Takes(Giga);
        (await help.Send()).Accepted();

        await PlanningWorld.Until(() => world.Ordered(help).Length > 0, () => world.Story(help));
        await world.Refreshed(help);
        var answer = (await help.Send()).Accepted();
        Assert.InRange((await world.Gateway.Status(help.Asker, help.Alert))!.Operators.Length, 1, 2);
        Assert.InRange(world.Ordered(help).Length, 1, 2);
        Assert.Null(answer.Extension?["mitigation"]?["reach"]);
        Assert.All(world.Said(help).Where(t => t.Message == "mitigation_request"), o => Assert.Empty(o.Engagement!["sources"]?.AsArray() ?? []));
        (await help.Terminate()).Accepted();
    }

    [Theory]
    [InlineData("20.3.1.1,20.3.2.1", false)]
    [InlineData("2a00:3:1::1,2a00:3:2::1", true)]
    public async Task Targets_in_two_ASes_are_planned_for_together_and_ordered_as_they_were_asked_for(string targets, bool v6)
    {
        var help = new Help(world, "a301", targets, world.NewAlert()).From(350, 6 * Giga, v6: v6);
        var plan = await new Help(world, "a301", targets, world.NewAlert()).From(350, 6 * Giga, v6: v6).Plan();

        // It stands before both, farthest from either.
        Assert.Equal(["m330"], plan.Names);
        Assert.Equal((1.0, 1.0), (plan.Reach, plan.Share("m330")), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => Named(help).SetEquals(targets.Split(',')), () => world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Those_on_the_way_to_only_one_of_two_ASes_share_the_attack()
    {
        // 330 has no place left for it in the wished-for list: what starts in it leaves by 331 to 301 and by 332 to 302.
        var plan = await new Help(world, "a301", "20.3.1.1,20.3.2.1", world.NewAlert()).From(350, 6 * Giga).With("policy", "manual").With("operators", new System.Text.Json.Nodes.JsonArray("m331", "m332")).Plan();

        Assert.Equal(["m331", "m332"], plan.Names);
        Assert.Equal(1, plan.Share("m331") + plan.Share("m332"), 6);
        Assert.Equal(1, plan.Reach, 6);
    }

    [Fact]
    public async Task Targets_of_both_families_get_orders_that_are_no_wider_than_what_was_asked()
    {
        var help = new Help(world, "a301", "20.3.1.9,2a00:3:1::9", world.NewAlert()).From(350, 6 * Giga).From(351, 3 * Giga, v6: true);
        (await help.Send()).Accepted();

        await PlanningWorld.Until(() => world.InForce(help).Length > 0 && Named(help).SetEquals(["20.3.1.9", "2a00:3:1::9"]), () => world.Story(help));
        Assert.All(world.InForce(help), o => Assert.False(string.IsNullOrEmpty((string?)o.Body["packet_header"]!["src_ips"]), world.Story(help)));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task IPv6_is_ordered_replaced_and_withdrawn_like_IPv4()
    {
        var help = world.Help6(101, 0x60).From(150, 6 * Giga, v6: true).From(151, 5 * Giga, v6: true).From(152, 4 * Giga, v6: true);
        using var scripted = world.Script("m131", help, "declined", "capacity");
        (await help.Send()).Accepted();

        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        Assert.Equal(["m130", "m131", "m132"], world.Ordered(help));
        foreach (var order in world.Said(help).Where(t => t.Message == "mitigation_request"))
            Assert.All(((string)order.Body["packet_header"]!["src_ips"]!).Split(','), s => Assert.StartsWith($"2a00:1:5{order.To[^1]}::", s, StringComparison.Ordinal));
        (await help.Terminate()).Accepted();
        await world.Later(() => world.InForce(help).Length == 0, () => world.Story(help));
    }

    private HashSet<string> Named(Help help) => [.. world.InForce(help).SelectMany(o => o.Target.Split(',')).Select(t => t.Replace("/32", "", StringComparison.Ordinal).Replace("/128", "", StringComparison.Ordinal))];
}
