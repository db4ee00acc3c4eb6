using Controller.Settings;
using Controller.Sightings;
using Controller.Tests.Fakes;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Support;

namespace Controller.Tests.Sightings;

/// <summary>Debian's nfdump over files that its own nfcapd wrote from NetFlow on the loopback.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class NfdumpSightingsTests(FlowFiles files) : IClassFixture<FlowFiles>
{
    [NfdumpFact]
    public async Task Flows_to_the_target_are_told_by_neighbour_and_scaled_by_sampling()
    {
        var seen = await Look(Given.Question() with { Protocols = [17], SourcePorts = [new(53, 53)] });

        // 1 packet in 100, over the two files of 10 s: 1000 packets and 1,000,000 bytes of AS 64503, half of the packets of 64504.
        Assert.Equal((true, 1_600_000L * 8 * 100 / 20, 1500L * 100 / 20), (seen.Seen, seen.Bps!.Value, seen.Pps!.Value));
        Assert.Equal([(64503u, 40_000_000L), (64504u, 24_000_000L)], seen.Neighbours());
        Assert.Equal(100, seen.Sampling);
    }

    [NfdumpFact]
    public async Task Protocols_ports_and_prefixes_are_filtered_by_nfdump_itself()
    {
        Assert.Equal(64_000_000 + 240_000, (await Look(Given.Question())).Bps);
        Assert.Equal(240_000, (await Look(Given.Question() with { Protocols = [6] })).Bps);
        Assert.Equal(64_240_000 + 4000, (await Look(Given.Question("192.0.2.0/24"))).Bps);
        Assert.Equal(240_000, (await Look(Given.Question() with { SourcePorts = [new(1000, 5000)] })).Bps);
        Assert.Equal(64_000_000, (await Look(Given.Question() with { SourcePorts = [new(0, 0), new(0, 60)] })).Bps);
        Assert.False((await Look(Given.Question() with { Destinations = [Prefix.Parse("2001:db8::1/128"), Prefix.Parse("2001:db8:1::/48")] })).Seen);
    }

    [NfdumpFact]
    public async Task Nothing_found_is_not_seen_which_is_an_answer()
    {
        var seen = await Look(Given.Question("203.0.113.77/32"));

        Assert.Equal((false, 0, 0, 0), (seen.Seen, seen.Bps!.Value, seen.Pps!.Value, seen.Ingress.Length));
    }

    [NfdumpFact]
    public async Task Figures_that_nfcapd_scaled_are_not_scaled_again() => Assert.Equal(642_400, (await Look(Given.Question(), scaled: true)).Bps);

    [NfdumpFact]
    public async Task Neighbour_that_routers_do_not_tell_is_counted_in_the_total_only()
    {
        var seen = await Look(Given.Question(), neighbour: NeighbourField.PreviousAs);

        Assert.Equal((64_240_000, 0), (seen.Bps!.Value, seen.Ingress.Length));
    }

    [NfdumpFact]
    public async Task Window_takes_no_more_files_than_it_needs() =>
        // The newer of the two files only, over 10 s.
        Assert.Equal(300_000 * 8 * 100 / 10, (await Look(Given.Question() with { Protocols = [17] }, seconds: 10)).Bps);

    [NfdumpFact]
    public async Task Old_files_and_an_empty_folder_are_no_answer()
    {
        using var empty = new TempFolder();

        var old = await Assert.ThrowsAsync<SightingException>(() => Source(files.Folder, maxAge: TimeSpan.FromTicks(1)).Look(Given.Question(), Given.Enough, default));
        var none = await Assert.ThrowsAsync<SightingException>(() => Source(empty.Path).Look(Given.Question(), Given.Enough, default));

        Assert.Contains("was finished at", old.Message, StringComparison.Ordinal);
        Assert.Contains("there is no finished file of nfcapd", none.Message, StringComparison.Ordinal);
    }

    [NfdumpFact]
    public async Task Damaged_file_is_no_answer()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("nfcapd.202601010000"), "no flow file");

        var refused = await Assert.ThrowsAsync<SightingException>(() => Source(folder.Path).Look(Given.Question(), Given.Enough, default));

        Assert.Contains("complained", refused.Message, StringComparison.Ordinal);
    }

    [NfdumpFact]
    public async Task Orchestrators_question_is_answered_from_flow_records()
    {
        var world = new ControllerWorld();
        await world.InitializeAsync();
        foreach (var (key, value) in new (string, string)[]
        {
            ("Kind", "Nfdump"), ("Nfdump:Path", NfdumpFactAttribute.Find("nfdump")!), ("Nfdump:Folder", files.Folder), ("Nfdump:FileSeconds", "10"), ("Nfdump:Seconds", "20"),
            ("Nfdump:Sampling", "100"), ("MaxAgeSeconds", "86400"),
        })
            world.Settings["Sightings:" + key] = value;
        var orchestrator = world.Orchestrator;
        var client = orchestrator.Towards(ControllerWorld.UrlOf(await world.Start()));

        Assert.IsType<SendResult<Nothing>.Ok>(await client.AskSighting(
            Given.Question() with { SenderId = orchestrator.SenderId, Protocols = [17], SourcePorts = [new(53, 53)], Deadline = DateTimeOffset.UtcNow.AddSeconds(15) }, default));

        var report = await ScriptedOrchestrator.Next(orchestrator.Sightings);
        Assert.Equal((true, 64_000_000, 100), (report.Seen, report.Bps!.Value, report.Sampling!.Value));
        Assert.Equal([(64503u, 40_000_000L), (64504u, 24_000_000L)], report.Neighbours());
        await world.DisposeAsync();
    }

    private Task<SightingReport> Look(SightingRequest asked, bool scaled = false, NeighbourField neighbour = NeighbourField.SourceAs, int seconds = 20) =>
        Source(files.Folder, scaled, neighbour, seconds).Look(asked, Given.Enough, default);

    private static NfdumpSightings Source(string folder, bool scaled = false, NeighbourField neighbour = NeighbourField.SourceAs, int seconds = 20, TimeSpan? maxAge = null) => new(
        new() { Path = NfdumpFactAttribute.Find("nfdump"), Folder = folder, FileSeconds = 10, Seconds = seconds, Sampling = 100, Scaled = scaled, Neighbour = neighbour },
        maxAge ?? TimeSpan.FromDays(1), TimeProvider.System);
}
