using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>Withdrawn means gone at once (design, section 5), whatever is being planned, waited for or sent at that moment.</summary>
public sealed class EndTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Nobody_is_brought_in_for_what_is_withdrawn()
    {
        var help = world.Help(101, 120).From(150, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga);
        using var scripted = world.Script("m130", help, "declined", "policy");
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.Ordered(help) is ["m130", "m131"], () => world.Story(help));

        Assert.Equal(2, (int)(await help.Terminate()).Accepted().Body["status"]!);

        await Ended(help);
        Assert.DoesNotContain("m132", world.Ordered(help));
    }

    [Fact]
    public async Task What_waits_to_be_widened_is_never_ordered()
    {
        var help = world.Help(101, 121).From(150, 6 * Giga).Header("""{"protocols":"6","dst_ports":"443"}""");
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.Ordered(help).Length == 1, () => world.Story(help));
        help.Header("""{"dst_ports":"80,443"}""");
        (await help.Send()).Accepted();

        (await help.Terminate()).Accepted();

        await Ended(help);
        Assert.All(world.Said(help).Where(t => t.Message == "mitigation_request"), o => Assert.DoesNotContain("80", ((string)o.Body["packet_header"]!["dst_ports"]!).Split(',')));
    }

    [Fact]
    public async Task Order_that_hangs_is_followed_by_its_withdrawal_and_delays_no_other()
    {
        var help = world.Help(101, 122).From(150, 6 * Giga).From(151, 5 * Giga);
        using var scripted = world.Script("m130", help, AheadWorld.Silent);
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => world.Ordered(help) is ["m130", "m131"], () => world.Story(help));

        (await help.Terminate()).Accepted();
        var withdrawn = TimeProvider.System.GetUtcNow();

        await PlanningWorld.Until(() => world.Withdrawn(help).Contains("m131"), () => world.Story(help));
        Assert.True(world.Said(help).First(t => t.To == "m131" && t.Message == "mitigation_termination_request").At - withdrawn < TimeSpan.FromSeconds(5), world.Story(help));
        await Ended(help);
    }

    [Theory]
    [InlineData(130, "accepted")]
    [InlineData(131, "planned")]
    [InlineData(132, "ordered")]
    public async Task Withdrawn_while_many_sources_are_planned_leaves_nothing_in_force(int last, string when)
    {
        var help = world.Help(101, last);
        for (var i = 0; i < 30_000; i++)
            help.Source(Atlas.At(150 + (i % 6), i % 256));
        (await help.Send()).Accepted();
        await PlanningWorld.Until(async () => when == "ordered" ? world.Ordered(help).Length > 0 : await Happened(help, when), () => world.Story(help));

        Assert.Equal(2, (int)(await help.Terminate()).Accepted().Body["status"]!);

        await Ended(help);
        Assert.Equal(2, (int)(await help.Send()).Accepted().Body["status"]!);
        await Ended(help);
    }

    [Fact]
    public async Task Attack_that_is_over_ends_as_well()
    {
        var help = world.Help(101, 123).From(150, 6 * Giga).From(151, 5 * Giga);
        await help.Orders("m130", "m131");

        (await help.Terminate()).Accepted();
        (await help.Health(10)).Accepted();
        (await help.Send(world.Now.AddSeconds(5))).Accepted();

        await Ended(help);
        Assert.Equal(2, world.Said(help).Count(t => t.Message == "mitigation_request"));
    }

    /// <summary>Everything that was ever ordered is withdrawn by a higher revision, also a good while later, when the same asker's next request has been planned and ordered.</summary>
    private async Task Ended(Help help)
    {
        await PlanningWorld.Until(
            async () =>
            {
                world.Advance(0.5);
                return await Happened(help, "closed");
            },
            () => world.Story(help));
        world.Advance(120);
        var next = world.Help(101, 140).From(150, 6 * Giga);
        (await next.Send()).Accepted();
        await PlanningWorld.Until(() => world.Ordered(next).Length > 0, () => world.Story(next));
        (await next.Terminate()).Accepted();
        Assert.True(world.InForce(help).Length == 0, world.Story(help));
    }

    private async Task<bool> Happened(Help help, string kind) => (await world.Ledger(help)).Any(e => e.StartsWith(kind + " ", StringComparison.Ordinal));
}
