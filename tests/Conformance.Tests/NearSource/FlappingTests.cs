using static Conformance.Tests.NearSource.AheadWorld;

namespace Conformance.Tests.NearSource;

/// <summary>Who was let go because it was of no use is not ordered and withdrawn again and again (decisions/010).</summary>
public sealed class FlappingTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    [Fact]
    public async Task Operator_that_was_dismissed_is_not_ordered_again_because_its_replacement_says_nothing()
    {
        var help = world.Two(165);
        await world.Filtering(help, "m130", "m131");
        Assert.True(world.Ordered(help) is ["m130", "m131"], world.Story(help));
        var (totals, drops) = (new Dictionary<string, long>(), new Dictionary<string, long> { ["m130"] = 0, ["m131"] = 5 * Giga });
        await world.Pass(help, 1);

        for (var number = 1; number <= 80; number++)
            await world.Drop(help, totals, number, drops);

        var after = world.Said(help).Where(t => t.To == "m130").SkipWhile(t => t.Message != "mitigation_termination_request");
        Assert.True(after.All(t => t.Message != "mitigation_request"), world.Story(help));
        (await help.Terminate()).Accepted();
    }
}
