using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>Where nothing tells where the attack comes from: who filters nothing while others drop gives its place to the next (design, section 4; decisions/014).</summary>
public sealed class GuessTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    [Fact]
    public async Task Those_through_whom_nothing_comes_give_their_places_to_the_next_of_the_guess_and_are_not_asked_again()
    {
        var help = world.Help(101, 121);
        var asked = await Four(help);
        var (dropping, idle) = (asked[..2], asked[2..]);

        await Reporting(help, dropping, () => world.Withdrawn(help).Length == 2 && world.InForce(help).Length == 4);
        Assert.Equal(idle.Order(StringComparer.Ordinal), world.Withdrawn(help));

        // Those in their places see nothing either.
        await Reporting(help, dropping, () => world.Withdrawn(help).Length == 4 && world.InForce(help).Length == 4);
        Assert.Equal(8, world.Ordered(help).Length);
        Assert.All(idle, o => Assert.Single(world.Said(help), t => t.To == o && t.Message == "mitigation_request"));

        // Twice as many as may be asked have been tried, and that is all.
        var until = world.Now.AddMinutes(15);
        await Reporting(help, dropping, () => world.Now >= until);
        Assert.Equal((8, 4), (world.Ordered(help).Length, world.InForce(help).Length));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Nobody_is_let_go_while_nobody_drops()
    {
        var help = world.Help(101, 122);
        await Four(help);

        var until = world.Now.AddMinutes(15);
        await Reporting(help, [], () => world.Now >= until);

        Assert.Empty(world.Withdrawn(help));
        Assert.Equal(4, world.Ordered(help).Length);
        (await help.Terminate()).Accepted();
    }

    /// <summary>The two that a plan may ask, and two more since the asker fares badly.</summary>
    private async Task<string[]> Four(Help help)
    {
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Length == 2, () => world.Story(help));
        world.Advance(31);
        (await help.Health(30)).Accepted();
        await PlanningWorld.Until(() => world.InForce(help).Length == 4, () => world.Story(help));
        (await help.Health(90)).Accepted();
        return [.. world.Said(help).Where(t => t.Message == "mitigation_request").Select(t => t.To)];
    }

    /// <summary>While the clock runs everybody who filters says what it has dropped: these ever more, the others nothing.</summary>
    private Task Reporting(Help help, string[] dropping, Func<bool> enough) => PlanningWorld.Until(
        async () =>
        {
            var number = (int)(world.Now.ToUnixTimeSeconds() % 100_000_000);
            foreach (var order in world.InForce(help))
                (await world.Report(order, "active", number, dropping.Contains(order.To) ? number : 0)).Accepted();
            world.Advance(5);
            return enough();
        },
        () => world.Story(help));
}
