using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>A request that changes (design, section 5): less is in force everywhere at once, more waits.</summary>
public sealed class NarrowingTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    private const long Giga = 1_000_000_000;

    [Theory]
    [InlineData("20.1.1.64,20.1.1.65", "20.1.1.65", new[] { "20.1.1.64" })]
    [InlineData("20.1.1.68,20.1.1.70,20.1.1.72", "20.1.1.70", new[] { "20.1.1.68", "20.1.1.72" })]
    [InlineData("20.1.1.80/28", "20.1.1.85", new[] { "20.1.1.80/28" })]
    public async Task Fewer_targets_reach_every_helper_at_once(string wide, string narrow, string[] gone)
    {
        var help = new Help(world, "a101", wide, world.NewAlert()).From(150, 6 * Giga).From(151, 5 * Giga);
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Select(o => o.To).Distinct().Count() == 2 && gone.All(g => world.InForce(help).Count(o => Targets(o).Contains(g)) >= 2), () => world.Story(help));

        help.Header($$"""{"dst_ip":"{{narrow}}"}""");
        (await help.Send()).Accepted();

        await AtOnce(help, o => Targets(o) is [var only] && only == narrow);
        Assert.Equal(["m130", "m131"], world.InForce(help).Select(o => o.To).Distinct().Order(StringComparer.Ordinal));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Fewer_ports_reach_every_helper_at_once_and_more_wait_for_30_seconds()
    {
        var help = world.Help(101, 110).From(150, 6 * Giga).From(151, 5 * Giga).Header("""{"protocols":"6","dst_ports":"80,443"}""");
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Count(o => Ports(o).Contains("80")) == 2, () => world.Story(help));

        help.Header("""{"dst_ports":"443"}""");
        (await help.Send()).Accepted();
        await AtOnce(help, o => Ports(o) is ["443"]);
        var narrowed = world.Now;

        help.Header("""{"dst_ports":"80,443"}""");
        (await help.Send()).Accepted();
        (await help.Send()).Accepted();
        world.Advance(20 - (world.Now - narrowed).TotalSeconds);
        await world.Refreshed(help);
        Assert.All(world.InForce(help), o => Assert.Equal(["443"], Ports(o)));

        world.Advance(11);
        await PlanningWorld.Until(() => world.InForce(help).Count(o => Ports(o) is ["443", "80"]) == 2, () => world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task What_is_not_asked_for_any_more_goes_at_once_though_something_else_is_asked_for_with_it()
    {
        var help = world.Help(101, 111).From(150, 6 * Giga).From(151, 5 * Giga).Header("""{"protocols":"6","dst_ports":"80,443"}""");
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Count(o => Ports(o).Contains("80")) == 2, () => world.Story(help));
        var changed = world.Now;

        help.Header("""{"dst_ports":"443,8080"}""");
        (await help.Send()).Accepted();

        await AtOnce(help, o => !Ports(o).Contains("80"));
        if ((world.Now - changed).TotalSeconds < 29)
            Assert.All(world.InForce(help), o => Assert.DoesNotContain("8080", Ports(o)));
        world.Advance(31);
        await PlanningWorld.Until(() => world.InForce(help).Count(o => Ports(o) is ["443", "8080"]) == 2, () => world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Target_that_is_left_is_filtered_by_nobody_and_the_new_one_waits_for_nothing()
    {
        var help = world.Help(101, 118).From(150, 6 * Giga).From(151, 5 * Giga);
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Length == 2, () => world.Story(help));
        var changed = world.Now;

        help.Header("""{"dst_ip":"20.1.1.119"}""");
        (await help.Send()).Accepted();

        await PlanningWorld.Until(() => world.InForce(help) is { Length: 2 } held && held.All(o => Targets(o) is ["20.1.1.119"]), () => world.Story(help));
        Assert.True((world.Now - changed).TotalSeconds < 20, world.Story(help));
        Assert.Equal(["m130", "m131"], world.InForce(help).Select(o => o.To).Order(StringComparer.Ordinal));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Sources_that_are_named_no_more_go_at_once()
    {
        var help = world.Help(101, 112).From(150, 6 * Giga).From(151, 5 * Giga);
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Length == 2, () => world.Story(help));

        help.Extension.Remove("sources");
        help.From(150, 6 * Giga, addresses: 2).From(151, 5 * Giga, addresses: 2);
        (await help.Send()).Accepted();

        await AtOnce(help, o => !o.Heard.Text.Contains("20.1.50.12", StringComparison.Ordinal) && !o.Heard.Text.Contains("20.1.51.13", StringComparison.Ordinal));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Helper_that_was_away_gets_the_narrow_request_and_never_the_wide_one_again()
    {
        var help = new Help(world, "a101", "20.1.1.114,20.1.1.115", world.NewAlert()).From(150, 6 * Giga).From(151, 5 * Giga);
        var away = true;
        using var scripted = world.Script("m130", help, (heard, _) => Task.FromResult(away ? new Says(503, "{}") : null));
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.Ordered(help) is ["m130", "m131"], () => world.Story(help));

        help.Header("""{"dst_ip":"20.1.1.115"}""");
        (await help.Send()).Accepted();
        away = false;

        await world.Later(() => world.InForce(help).All(o => Targets(o) is ["20.1.1.115"]), () => world.Story(help));
        world.Advance(60);
        await world.Refreshed(help);
        // A message that was under way when the request changed still arrives; nothing wide comes after the narrow one.
        Assert.All(
            world.Said(help).Where(t => t.Message == "mitigation_request").GroupBy(t => t.To),
            told => Assert.All(told.SkipWhile(o => Targets(o) is not ["20.1.1.115"]), o => Assert.Equal(["20.1.1.115"], Targets(o))));
        Assert.Superset(new HashSet<string> { "m130", "m131" }, world.InForce(help).Select(o => o.To).ToHashSet());
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Who_was_asked_and_replaced_is_not_sent_a_narrowed_order_either()
    {
        var help = new Help(world, "a101", "20.1.1.116,20.1.1.117", world.NewAlert()).From(150, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga);
        using var scripted = world.Script("m130", help, "declined", "policy");
        (await help.Send()).Accepted();
        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));

        help.Header("""{"dst_ip":"20.1.1.116"}""");
        (await help.Send()).Accepted();

        await PlanningWorld.Until(() => world.InForce(help).Where(o => o.To != "m130").ToArray() is { Length: 2 } held && held.All(o => Targets(o) is ["20.1.1.116"]), () => world.Story(help));
        Assert.Single(world.Said(help), t => t.To == "m130" && t.Message == "mitigation_request");
        (await help.Terminate()).Accepted();
    }

    [Theory]
    [InlineData("legal", "20.1.1.120", "20.1.1.121", false)]
    [InlineData("policy", "20.1.1.122", "20.1.1.123", true)]
    public async Task Who_refused_more_is_asked_for_less_unless_the_law_forbids_it(string code, string stays, string goes, bool again)
    {
        var help = new Help(world, "a101", $"{stays},{goes}", world.NewAlert()).From(150, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga);
        using (world.Script("m130", help, "declined", code))
        {
            (await help.Send()).Accepted();
            await world.Later(() => world.Ordered(help) is ["m130", "m131", "m132"], () => world.Story(help));
        }

        help.Header($$"""{"dst_ip":"{{stays}}"}""");
        (await help.Send()).Accepted();

        // Held against 131 and 132 a plan with 130 is worth more.
        await world.Later(() => world.Story(help).Contains(again ? "\nreplanned " : "\nkept ", StringComparison.Ordinal), () => world.Story(help));
        await PlanningWorld.Until(() => world.Said(help).Count(t => t.To == "m130" && t.Message == "mitigation_request") == (again ? 2 : 1), () => world.Story(help));
        (await help.Terminate()).Accepted();
    }

    /// <summary>Everything in force looks like this, without waiting for any damping.</summary>
    private async Task AtOnce(Help help, Func<Told, bool> looks)
    {
        var asked = TimeProvider.System.GetUtcNow();
        await PlanningWorld.Until(() => world.InForce(help).All(looks), () => world.Story(help));
        Assert.All(world.InForce(help), o => Assert.True(o.At - asked < TimeSpan.FromSeconds(10), world.Story(help)));
    }

    private static string[] Targets(Told order) => [.. order.Target.Split(',').Select(t => t.Replace("/32", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string[] Ports(Told order) => [.. ((string?)order.Body["packet_header"]!["dst_ports"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];
}
