using System.Text.Json.Nodes;

namespace Conformance.Tests.NearSource;

/// <summary>What members say they see decides shares, within what their ports and those behind them allow (design, section 4, item 5).</summary>
public sealed class FigureTests(AlwaysWorld world) : IClassFixture<AlwaysWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Those_who_see_it_are_asked_in_proportion_and_who_does_not_is_not()
    {
        var help = world.Near().From(150, 4 * Giga).From(152, 2 * Giga).Volume(6 * Giga);
        Sees("m110", help, 6 * Giga);
        Sees("m130", help, 4 * Giga);
        Sees("m131", help, 0);
        Sees("m132", help, 2 * Giga);

        (await help.Send()).Accepted();
        var (more, less) = (await help.OrderTo("m130"), await help.OrderTo("m132"));
        Assert.InRange((double)more.Engagement!["share"]! / (double)less.Engagement!["share"]!, 1.5, 2.5);
        Assert.DoesNotContain("m131", world.Controllers.Ordered(help.Target));
        await help.Terminate();
    }

    [Fact]
    public async Task Figure_beyond_the_ports_that_were_declared_is_cut_to_them()
    {
        var help = world.Near().From(150, 5 * Giga).From(151, 5 * Giga);
        Sees("m130", help, 10 * Giga);
        Sees("m131", help, 100_000 * Giga);
        Sees("m132", help, 0);

        await help.Orders("m130", "m131");
        Assert.InRange((double)(await help.OrderTo("m131")).Engagement!["share"]!, 0.1, 0.55);
        await help.Terminate();
    }

    [Fact]
    public async Task Who_is_silent_is_planned_by_the_graph()
    {
        var help = world.Near().From(150, 5 * Giga).Volume(5 * Giga);
        Sees("m110", help, 5 * Giga);
        Sees("m131", help, 0);
        Sees("m132", help, 0);

        (await help.Send()).Accepted();
        await help.OrderTo("m130");
        await help.Terminate();
    }

    [Fact]
    public async Task Who_does_not_see_it_is_not_asked_though_the_graph_says_so()
    {
        var help = world.Near().From(150, 5 * Giga).Volume(5 * Giga);
        Sees("m110", help, 5 * Giga);
        Sees("m130", help, 0);
        Sees("m131", help, 0);
        Sees("m132", help, 5 * Giga);

        (await help.Send()).Accepted();
        await help.OrderTo("m132");
        Assert.DoesNotContain(world.Controllers.Ordered(help.Target), m => m is "m130" or "m131");
        await help.Terminate();
    }

    private void Sees(string member, Help help, long bps) => world.Sees[(member, help.Target)] = new JsonObject { ["seen"] = bps > 0 ? 1 : 0, ["bps"] = bps, ["pps"] = bps / 8000, ["sampling"] = 1000 }.ToJsonString();
}
