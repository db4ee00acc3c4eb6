using System.Globalization;
using static Conformance.Tests.NearSource.AheadWorld;

namespace Conformance.Tests.NearSource;

/// <summary>Whose share has gone is released, and whose share wavers is left alone (design, sections 4 and 5).</summary>
public sealed class SettlingTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    [Fact]
    public async Task Operator_that_drops_nothing_for_long_while_others_drop_is_withdrawn_and_not_ordered_again()
    {
        var help = world.Two(160);
        await world.Filtering(help, "m130", "m131");
        var (number, began, totals) = (0, world.Now, new Dictionary<string, long>());
        var drops = Enumerable.Range(110, 30).ToDictionary(o => $"m{o}", o => o == 130 ? 0 : 5 * Giga);

        while (world.Withdrawn(help).Length == 0 && number < 40)
            await world.Drop(help, totals, ++number, drops);

        // Others are looked for much earlier than a filter goes that may have been quiet between two pulses only.
        Assert.True(world.Withdrawn(help) is ["m130"] && world.Now - began > TimeSpan.FromSeconds(120), world.Story(help));
        for (var until = number + 20; number < until;)
            await world.Drop(help, totals, ++number, drops);
        var after = world.Said(help).Where(t => t.To == "m130").SkipWhile(t => t.Message != "mitigation_termination_request");
        Assert.True(world.Withdrawn(help) is ["m130"] && after.All(t => t.Message != "mitigation_request"), world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Nobody_is_withdrawn_when_nobody_drops_anything()
    {
        var help = world.Two(161);
        await world.Filtering(help, "m130", "m131");
        var (totals, drops) = (new Dictionary<string, long>(), Enumerable.Range(110, 30).ToDictionary(o => $"m{o}", _ => 0L));

        for (var number = 1; number <= 30; number++)
            await world.Drop(help, totals, number, drops);

        await world.Refreshed(help);
        Assert.True(world.Withdrawn(help).Length == 0, world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Sources_that_moved_away_take_their_operator_out_and_bring_in_the_one_they_moved_to()
    {
        var help = world.Two(162);
        await world.Filtering(help, "m130", "m131");

        Sources(help, (151, 5), (152, 6));
        (await help.Send()).Accepted();

        await PlanningWorld.Until(() => world.Withdrawn(help).Contains("m130"), () => world.Story(help));
        await world.Later(() => world.InForce(help).Select(o => o.To).Order(StringComparer.Ordinal).SequenceEqual(["m131", "m132"]), () => world.Story(help));
        Assert.Equal(["m130"], world.Withdrawn(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Shares_that_waver_change_nobody_and_a_plan_worth_much_more_brings_in_who_is_missing()
    {
        // Of 26 or 27 Gbit/s that two can catch, 131 and 132 are worth a few percent more than each other in turns.
        var help = world.Help(101, 163).From(150, 20 * Giga).From(151, 4 * Giga).From(152, 3 * Giga).Volume(27 * Giga);
        await world.Filtering(help, "m130", "m131");

        for (var turn = 0; turn < 8; turn++)
        {
            await world.Pass(help, 70);
            var (more, less) = turn % 2 == 0 ? (152, 151) : (151, 152);
            Sources(help, (150, 20), (more, 4), (less, 3));
            help.Volume(turn % 2 == 0 ? 40 * Giga : 27 * Giga);
            await world.Refreshed(help);
        }

        Assert.True(world.Ordered(help) is ["m130", "m131"] && world.Withdrawn(help).Length == 0, world.Story(help));

        await world.Pass(help, 70);
        Sources(help, (150, 20), (151, 4), (152, 40));
        (await help.Send()).Accepted();
        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Filter_that_grows_again_and_again_changes_once_in_30_seconds_and_loses_nothing()
    {
        var help = world.Help(101, 164).From(150, 6 * Giga, addresses: 2);
        await world.Filtering(help, "m130");
        var begun = world.Now;

        help.Source(Atlas.At(150, 100), ("bps", 3 * Giga));
        (await help.Send()).Accepted();
        await world.Later(() => Holds(help, 100), () => world.Story(help));
        var changed = world.Now;
        for (var more = 110; more < 150; more += 10)
        {
            help.Source(Atlas.At(150, more), ("bps", 3 * Giga));
            world.Advance(5);
            await world.Refreshed(help);
            if (world.Now - changed < TimeSpan.FromSeconds(28))
                Assert.False(Holds(help, more), world.Story(help));
        }

        await world.Later(() => new[] { 10, 11, 100, 110, 120, 130, 140 }.All(a => Holds(help, a)), () => world.Story(help));
        var matches = world.Said(help).Where(t => t.Message == "mitigation_request" && t.To == "m130").Select(Match).ToArray();
        Assert.True(matches.Distinct().Count() <= 2 + ((world.Now - begun).TotalSeconds / 30), world.Story(help));
        (await help.Terminate()).Accepted();
    }

    private bool Holds(Help help, int last) => world.InForce(help).Any(o => o.To == "m130" && Match(o).Split(',').Contains(Atlas.At(150, last)));

    private static string Match(Told order) => string.Join(',', ((string?)order.Body["packet_header"]!["src_ips"] ?? "").Replace("/32", "", StringComparison.Ordinal).Split(',').SelectMany(Singly).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Singly(string prefix) => prefix.Split('/') is [var first, var length]
        ? Enumerable.Range(int.Parse(first.Split('.')[3], CultureInfo.InvariantCulture), 1 << (32 - int.Parse(length, CultureInfo.InvariantCulture))).Select(i => first[..(first.LastIndexOf('.') + 1)] + i.ToString(CultureInfo.InvariantCulture))
        : [prefix];

    private static void Sources(Help help, params (int Asn, long Gigas)[] sources)
    {
        help.Extension.Remove("sources");
        foreach (var (asn, gigas) in sources)
            help.From(asn, gigas * Giga);
    }
}
