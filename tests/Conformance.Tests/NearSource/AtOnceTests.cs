using Grains.Mitigations;

namespace Conformance.Tests.NearSource;

/// <summary>What becomes of one operator's entries and capacity when several ask at the same moment (design, sections 3 and 4).</summary>
public sealed class AtOnceTests(FairWorld world) : IClassFixture<FairWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Two_at_once_leave_something_for_the_third()
    {
        using var table = new FilterTable(world, 132, FairWorld.Entries);
        var helps = new[] { 101, 102 }.Select(a => Scattered(a, 132)).ToList();
        foreach (var answer in await Task.WhenAll(helps.Select(h => h.Send())))
            answer.Accepted();
        await PlanningWorld.Until(() => helps.All(h => table.Of(h) > 0), () => string.Join("\n\n", helps.Select(world.Story)));

        Assert.True(table.Free > 0, $"{string.Join(' ', helps.Select(table.Of))}\n{string.Join('\n', table.Declined)}\n" + string.Join("\n\n", helps.Select(world.Story)));
    }

    [Fact]
    public async Task All_at_once_get_some_of_the_entries()
    {
        using var table = new FilterTable(world, 131, FairWorld.Entries);
        var helps = new[] { 101, 102, 103, 104, 105, 106 }.Select(a => Scattered(a, 131)).ToList();

        foreach (var answer in await Task.WhenAll(helps.Select(h => h.Send())))
            answer.Accepted();

        await world.Later(() => helps.All(h => table.Of(h) > 0), () => $"{string.Join(' ', helps.Select(table.Of))}\n{string.Join('\n', table.Declined)}\n" + string.Join("\n\n", helps.Select(world.Story)));
    }

    [Fact]
    public async Task Many_more_at_once_than_there_is_room_for_are_ordered_no_more_than_there_is()
    {
        using var table = new FilterTable(world, 136, FairWorld.Entries);
        var helps = Enumerable.Range(101, 9).SelectMany(a => new[] { Scattered(a, 136), Scattered(a, 136, 2) }).ToList();
        foreach (var answer in await Task.WhenAll(helps.Select(h => h.Send())))
            answer.Accepted();
        await PlanningWorld.Until(
            async () =>
            {
                foreach (var help in helps)
                    if ((await world.Gateway.Status(help.Asker, help.Alert))!.Phase != MitigationPhase.Planned)
                        return false;
                return helps.Count(h => world.Ordered(h).Length > 0) == helps.Count(h => table.Of(h) > 0) + table.Declined.Length && table.Free <= 1;
            },
            () => $"{string.Join(' ', helps.Select(table.Of))}\n{string.Join('\n', table.Declined)}");

        Assert.Empty(table.Declined);
    }

    [Fact]
    public async Task One_that_asks_for_many_things_at_once_leaves_something_to_who_asks_for_one()
    {
        using var table = new FilterTable(world, 134, FairWorld.Entries);
        var many = Enumerable.Range(1, 8).Select(i => Scattered(101, 134, i)).ToList();
        foreach (var help in many)
            (await help.Send()).Accepted();
        // 32, 16, 8, 4, 2, 1: the last one is for somebody else.
        await PlanningWorld.Until(() => many.Count(h => world.Ordered(h).Length > 0) == 6, () => string.Join("\n\n", many.Select(world.Story)));
        var other = Scattered(102, 134);
        (await other.Send()).Accepted();

        await world.Later(() => table.Of(other) > 0, () => $"{string.Join(' ', many.Select(table.Of))}\n{string.Join('\n', table.Declined)}\n{world.Story(other)}");
    }

    [Fact]
    public async Task Operator_that_said_when_it_registered_what_it_has_is_not_ordered_more()
    {
        using var table = new FilterTable(world, 135, FairWorld.Entries, tells: false);
        foreach (var asker in new[] { 101, 102, 103, 104 })
        {
            var help = Scattered(asker, 135);
            (await help.Send()).Accepted();
            await PlanningWorld.Until(() => table.Of(help) > 0 || table.Declined.Length > 0, () => world.Story(help));
            world.Advance(70);
            await PlanningWorld.Until(async () => (await Scattered(109, 135).Plan()) is not { Operators: [var only] } || (double)only["share"]! * 100 <= (table.Free + 1) / 2, () => $"{table.Free} free, {table.Of(help)} of it {asker}'s; {string.Join('\n', table.Declined)}");
        }

        Assert.Empty(table.Declined);
    }

    [Fact]
    public async Task Scrubber_is_not_expected_to_clean_more_than_it_can_when_all_ask_at_once()
    {
        var helps = Enumerable.Range(201, 6).Select(a => world.Help(a).From(250, 10 * Giga).Volume(10 * Giga)).ToArray();
        foreach (var answer in await Task.WhenAll(helps.Select(h => h.Send())))
            answer.Accepted();
        await PlanningWorld.Until(() => helps.All(h => world.InForce(h).Length > 0), () => string.Join("\n\n", helps.Select(world.Story)));

        Assert.True(helps.Sum(Expected) <= FairWorld.Cleans * 1.001, string.Join(' ', helps.Select(Expected)));
        double Expected(Help help) => (double)Assert.Single(world.InForce(help)).Engagement!["share"]! * 10 * Giga;
    }

    private Help Scattered(int asker, int asn, int last = 1)
    {
        var help = world.Help(asker, last);
        for (var i = 0; i < 100; i++)
            help.Source(Atlas.At(asn + 20, (2 * i) + 1), ("bps", 10_000_000));
        return help;
    }
}
