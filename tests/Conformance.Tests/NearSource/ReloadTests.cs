namespace Conformance.Tests.NearSource;

/// <summary>Topology and origins that are reloaded under mitigations that run (design, section 4; contracts, Settings): a bad file changes nothing, a good one brings new plans.</summary>
public sealed class ReloadTests(ReloadWorld world) : IClassFixture<ReloadWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Bad_files_change_nothing_and_good_ones_bring_in_who_stands_there_now()
    {
        var (moved, renamed) = (world.Help(101, 1).From(150, 6 * Giga).From(151, 5 * Giga), world.Help(101, 2).From(152, 6 * Giga).From(151, 5 * Giga));
        await moved.Orders("m130", "m131");
        await renamed.Orders("m131", "m132");
        var origins = world.Origins;

        await Refused(("as-rel.txt", "150 has moved|behind 133\n\u0000\u0001\n"), ("origins.tsv", "nobody announces\tanything\n\u0000\u0001\n"));
        await Untouched(moved);
        await Untouched(renamed);

        // 150 is behind 133, and the prefix of 152 is announced by 154, which is behind 134.
        world.WriteGraph(world.Graph.Replace("130|150|-1", "133|150|-1", StringComparison.Ordinal));
        world.Replace("origins.tsv", origins.Replace(Atlas.V4(152) + "\t152\n", Atlas.V4(152) + "\t154\n", StringComparison.Ordinal));

        await BringsIn(moved, "m133", 150);
        await BringsIn(renamed, "m134", 152);
        foreach (var help in new[] { moved, renamed })
        {
            Assert.DoesNotContain("m131", world.Withdrawn(help));
            (await help.Terminate()).Accepted();
            await world.Later(() => world.InForce(help).Length == 0, () => world.Story(help));
        }
    }

    private async Task BringsIn(Help help, string member, int source)
    {
        await world.Later(() => world.InForce(help).Any(o => o.To == member), () => world.Story(help), step: 3);
        Assert.True(world.InForce(help).Single(o => o.To == member).Heard.Text.Contains(Atlas.At(source, 10), StringComparison.Ordinal), world.Story(help));
    }

    /// <summary>Comes back when the log has said that they were refused.</summary>
    private async Task Refused(params (string File, string Text)[] files)
    {
        var before = world.Gateway.Log.Lines.Count;
        foreach (var (file, text) in files)
            world.Replace(file, text);
        await PlanningWorld.Until(() => files.All(f => world.Gateway.Log.Lines.Skip(before).Any(l => l.Contains(f.File, StringComparison.Ordinal))), () => string.Join('\n', world.Gateway.Log.Lines));
    }

    /// <summary>Nobody is asked or withdrawn in all the time in which a changed map would have been planned for.</summary>
    private async Task Untouched(Help help)
    {
        for (var minute = 0; minute < 6; minute++)
        {
            world.Advance(60);
            await world.Refreshed(help);
        }

        var told = world.Said(help);
        Assert.True(world.Ordered(help).Length == 2 && told.All(t => t.Message == "mitigation_request"), world.Story(help));
    }
}
