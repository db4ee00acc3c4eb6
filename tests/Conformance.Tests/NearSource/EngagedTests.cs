using static Conformance.Tests.NearSource.AheadWorld;

namespace Conformance.Tests.NearSource;

/// <summary>How many are engaged at once (design, section 4: limits on how many are asked), whatever becomes of those who were asked first.</summary>
public sealed class EngagedTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    [Fact]
    public async Task Two_that_decline_at_once_are_followed_by_two_and_no_more()
    {
        var help = Six(170);
        using var first = world.Script("m130", help, "declined", "policy");
        using var second = world.Script("m131", help, "declined", "capacity");
        (await help.Send()).Accepted();

        await world.Later(() => world.Ordered(help).Length == 4, () => world.Story(help));
        for (var minute = 0; minute < 5; minute++)
        {
            await world.Pass(help, 30);
            await Refreshed(help, "m110", "m132");
        }

        Assert.True(world.Ordered(help) is ["m110", "m130", "m131", "m132"], world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Operator_that_released_its_filter_is_not_shown_as_filtering_and_the_rest_goes_on()
    {
        var help = Six(171);
        await world.Filtering(help, "m130", "m131");
        var order = await help.OrderTo("m130");

        (await world.Report(order, "released")).Accepted();

        await world.Shows(help, "m130", "Released");
        var told = (await help.Health(80)).Accepted();
        Assert.DoesNotContain(new Plan(told).Operators, o => (string?)o["name"] == "m130" && (string?)o["state"] == "active");
        Assert.Contains(new Plan(told).Operators, o => (string?)o["name"] == "m131" && (string?)o["state"] == "active");
        Assert.DoesNotContain("m131", world.Withdrawn(help));
        (await help.Terminate()).Accepted();
        await world.Later(() => world.Withdrawn(help).Contains("m131"), () => world.Story(help));
    }

    [Fact]
    public async Task Asker_that_fares_badly_gets_further_ones_up_to_twice_as_many_as_may_be_asked()
    {
        var help = Six(172);
        await world.Filtering(help, "m130", "m131");

        // All of them drop, and still it fares badly.
        var (totals, drops) = (new Dictionary<string, long>(), Enumerable.Range(110, 30).ToDictionary(o => $"m{o}", _ => Giga));
        for (var number = 1; number <= 20; number++)
        {
            await world.Drop(help, totals, number, drops, health: 30);
            if (number == 10)
                await PlanningWorld.Until(() => world.Ordered(help).Length > 2, () => world.Story(help));
        }

        await world.Refreshed(help);
        Assert.True(world.InForce(help).Length is 3 or 4, $"{world.InForce(help).Length}\n{world.Story(help)}");
        Assert.True(world.Withdrawn(help).Length == 0, world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Theory]
    [InlineData(173, "exhausted")]
    [InlineData(174, "declined")]
    public async Task Who_says_later_that_it_cannot_is_replaced_by_one(int last, string state)
    {
        var help = Six(last);
        await world.Filtering(help, "m130", "m131");
        var order = await help.OrderTo("m131");

        (await world.Report(order, state, more: state == "declined" ? """{"extensions":{"orchestrator":{"engagement":{"decline":"capacity"}}}}""" : "{}")).Accepted();

        await world.Later(() => world.Ordered(help).Length == 3, () => world.Story(help));
        for (var step = 0; step < 5; step++)
        {
            await world.Pass(help, 30);
            await Refreshed(help, "m110", "m130");
        }

        Assert.True(world.Ordered(help) is ["m110", "m130", "m131"], world.Story(help));
        (await help.Terminate()).Accepted();
        await world.Later(() => new[] { "m110", "m130" }.All(world.Withdrawn(help).Contains), () => world.Story(help));
    }

    /// <summary>Asks for more time, and comes back when these have been told so.</summary>
    private async Task Refreshed(Help help, params string[] members)
    {
        var before = Revisions();
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => Revisions() is var now && members.All(m => now.GetValueOrDefault(m) > before.GetValueOrDefault(m)), () => world.Story(help));

        Dictionary<string, int> Revisions() => world.InForce(help).GroupBy(o => o.To).ToDictionary(o => o.Key, o => o.Max(t => (int)t.Engagement!["revision"]!), StringComparer.Ordinal);
    }

    /// <summary>Planned for 130 and 131, with most before them; 110 stands before all of it, and 132 to 135 before a little each.</summary>
    private Help Six(int last)
    {
        var help = world.Help(101, last);
        foreach (var (asn, gigas) in new[] { (150, 60), (151, 50), (152, 8), (153, 7), (154, 6), (155, 5) })
            help.From(asn, gigas * Giga);
        return help;
    }
}
