namespace Conformance.Tests.NearSource;

/// <summary>Several ask for what does not suffice for all (design, section 3, property 6, and section 4: limits on rules and on scrubbing capacity).</summary>
public sealed class FairTests(FairWorld world) : IClassFixture<FairWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task One_after_the_other_gets_some_of_the_entries_and_nobody_more_than_half_of_what_is_free()
    {
        using var table = new FilterTable(world, 130, FairWorld.Entries);
        var helps = new List<Help>();
        foreach (var asker in new[] { 101, 102, 103, 104, 105 })
        {
            var (help, free) = (Scattered(asker, 130), table.Free);
            await Active(help, 130);
            Assert.True(table.Of(help) >= 1 && table.Of(help) <= (free + 1) / 2, $"{table.Of(help)} of {free}: " + world.Story(help));
            helps.Add(help);
            await table.Report(help);
            await Known(130, table.Free);
        }

        Assert.True(table.Declined.Length == 0, string.Join('\n', table.Declined));
        await Over(helps);
    }

    [Fact]
    public async Task What_one_gives_back_is_there_for_the_next()
    {
        using var table = new FilterTable(world, 133, FairWorld.Entries);
        var helps = new[] { 101, 102, 103 }.Select(a => Scattered(a, 133)).ToArray();
        foreach (var help in helps)
        {
            await Active(help, 133);
            await table.Report(help);
            await Known(133, table.Free);
        }

        await Over(helps[..1]);

        // 32, 16 and 8 of 64 were taken, of the 8 left the next would have had 4: of 40 it has more than the one before it.
        await Later(async () => await Offered(133) > table.Of(helps[2]));
        var next = Scattered(104, 133);
        await Active(next, 133);
        Assert.True(table.Of(next) > table.Of(helps[2]), $"{table.Of(next)} after {table.Of(helps[2])}\n" + world.Story(next));
        Assert.True(table.Declined.Length == 0, string.Join('\n', table.Declined));
        await Over([.. helps[1..], next]);
    }

    [Fact]
    public async Task Who_asks_for_many_things_leaves_something_to_who_asks_for_one()
    {
        using var table = new FilterTable(world, 134, FairWorld.Entries);
        var many = new List<Help>();
        for (var i = 1; i <= 5; i++)
        {
            many.Add(Scattered(101, 134, i));
            await Active(many[^1], 134);
            await table.Report(many[^1]);
            await Known(134, table.Free);
        }

        var other = Scattered(102, 134);
        await Active(other, 134);
        Assert.True(table.Of(other) > 0, world.Story(other));
        Assert.True(table.Declined.Length == 0, string.Join('\n', table.Declined));
        await Over([.. many, other]);
    }

    [Fact]
    public async Task Dry_runs_take_nothing_from_anybody()
    {
        using var table = new FilterTable(world, 135, FairWorld.Entries);
        var plans = await Task.WhenAll(Enumerable.Range(101, 8).Select(a => Scattered(a, 135).Plan()));
        Assert.All(plans, p => Assert.Equal(["m135"], p.Names));

        var help = Scattered(109, 135);
        await Active(help, 135);

        Assert.Equal(plans[0].Share("m135"), (double)(await help.OrderTo("m135")).Engagement!["share"]!, 6);
        await Over([help]);
    }

    [Fact]
    public async Task Scrubber_is_never_expected_to_clean_more_than_it_can_and_what_is_given_back_is_there_for_the_next()
    {
        var helps = new[] { 201, 202, 203, 204 }.Select(a => Diverted(a)).ToArray();
        var left = FairWorld.Cleans;
        foreach (var help in helps[..3])
        {
            await Active(help, 270);
            left -= Expected(help);
            await Later(async () => await OfScrubber() <= left / 2 * 1.001);
        }

        Assert.True(left >= 0 && helps[..3].All(h => Expected(h) > 0), string.Join(' ', helps[..3].Select(Expected)));

        await Over(helps[..1]);

        await Later(async () => await OfScrubber() > Expected(helps[2]));
        await Active(helps[3], 270);
        Assert.InRange(Expected(helps[3]), Expected(helps[2]), left + (FairWorld.Cleans / 2));
        await Over(helps[1..]);

        async Task<double> OfScrubber() => (await Diverted(206).Plan()) is { Operators: [var only] } ? (double)only["share"]! * 10 * Giga : 0;
    }

    /// <summary>Comes back when plans know that so many entries are free: when a dry run is offered at most half of them.</summary>
    private async Task Known(int asn, int free)
    {
        var offered = 0.0;
        await Later(async () => (offered = await Offered(asn)) <= Math.Max(1, (free + 1) / 2) + 1e-6, () => $"{offered} offered of {free}");
    }

    private Task Later(Func<Task<bool>> fits, Func<string>? what = null) => PlanningWorld.Until(
        async () =>
        {
            world.Advance(5);
            return await fits();
        },
        what);

    /// <summary>How many entries would be asked for, were another to ask for help now.</summary>
    private async Task<double> Offered(int asn) => (await Scattered(109, asn).Plan()) is { Operators: [var only] } ? (double)only["share"]! * 100 : 0;

    private Help Diverted(int asker) => world.Help(asker).From(250, 10 * Giga).Volume(10 * Giga);

    private double Expected(Help help) => (double)Assert.Single(world.InForce(help)).Engagement!["share"]! * 10 * Giga;

    /// <summary>From a hundred addresses behind this operator that no shorter prefix holds.</summary>
    private Help Scattered(int asker, int asn, int last = 1)
    {
        var help = world.Help(asker, last);
        for (var i = 0; i < 100; i++)
            help.Source(Atlas.At(asn + 20, (2 * i) + 1), ("bps", 10_000_000));
        return help;
    }

    /// <summary>Asks, and comes back when this operator filters and the orchestrator has heard so.</summary>
    private async Task Active(Help help, int asn)
    {
        (await help.Send()).Accepted();
        await Shows(help, world.Name(asn), "active");
    }

    /// <summary>Ends them, and comes back when the orchestrator has heard that nothing is left.</summary>
    private async Task Over(IEnumerable<Help> helps)
    {
        foreach (var help in helps)
        {
            (await help.Terminate()).Accepted();
            await world.Later(() => world.InForce(help).Length == 0, () => world.Story(help));
            await PlanningWorld.Until(async () => (await world.Gateway.Status(help.Asker, help.Alert))!.Operators.All(o => o.State.ToString() is "Ended" or "Declined" or "Released"), () => world.Story(help));
        }
    }

    private Task Shows(Help help, string member, string state) => PlanningWorld.Until(
        async () => (await world.Gateway.Status(help.Asker, help.Alert)) is { } status && status.Operators.Any(o => o.Operator == member && string.Equals(o.State.ToString(), state, StringComparison.OrdinalIgnoreCase)),
        () => world.Story(help));
}
