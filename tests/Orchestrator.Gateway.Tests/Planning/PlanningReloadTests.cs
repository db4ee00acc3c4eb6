using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Grains.Planning;
using Microsoft.Extensions.DependencyInjection;
using NearSource.Synthetic;
using NearSource.Topology;
using Orchestrator.Gateway.Configuration;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>Planning's files change while a real orchestrator answers: plans follow what the files say, and nobody is kept waiting.</summary>
public sealed class PlanningReloadTests : IAsyncLifetime
{
    private const string Origins = "10.1.0.0/16\t65001\n", Vrps = "{\"roas\":[{\"asn\":64501,\"prefix\":\"192.0.2.0/24\"}]}";

    // Sources are below op2, whose traffic reaches op1 through op3.
    private const string Topology = "64503|64501|-1\n64503|64502|-1\n64502|65001|-1\n64503|65002|-1\n";

    private readonly TempFolder _folder = new();
    private GatewayWorld _world = null!;
    private ScriptedController _op2 = null!;
    private ScriptedController _op3 = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _op2.DisposeAsync();
        await _op3.DisposeAsync();
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Plans_follow_each_file_and_a_bad_one_changes_none()
    {
        Write("topology", Encoding.ASCII.GetBytes(Topology));
        Write("origins", Encoding.ASCII.GetBytes(Origins));
        Write("vrps", Encoding.ASCII.GetBytes(Vrps));
        await Start(strict: true);
        Assert.Equal("op2", await First());

        // The sources' AS buys from a customer of op3 now, and no more from op2.
        Write("topology", Encoding.ASCII.GetBytes(Topology.Replace("64502|65001|-1", "64503|65003|-1\n65003|65001|-1", StringComparison.Ordinal)));
        await Eventually.Sees(First, asked => asked == "op3");

        // Its provider is op2 after all, as it signed itself.
        Write("vrps", Encoding.ASCII.GetBytes(Vrps.Replace("]}", "],\"aspas\":[{\"customer_asid\":65001,\"providers\":[64502]}]}", StringComparison.Ordinal)));
        await Eventually.Sees(First, asked => asked == "op2");

        // Somebody else announces the sources, a customer of op3.
        Write("origins", Encoding.ASCII.GetBytes(Origins.Replace("65001", "65002", StringComparison.Ordinal)));
        await Eventually.Sees(First, asked => asked == "op3");

        // All three bad, and a circle that only Strict minds; one line says it all.
        Write("topology", Encoding.ASCII.GetBytes(Topology + "64501|65009|-1\n65009|64503|-1\n"));
        Write("origins", Packed(Origins)[..^4]);
        Write("vrps", []);
        var told = await Eventually.Sees(() => _world.Log.Lines.FirstOrDefault(l => l.StartsWith("Planning.Refused ", StringComparison.Ordinal)), line => line is not null);
        foreach (var named in new[] { "Planning:Topology", "in a circle", "Planning:Origins", "Planning:Vrps" })
            Assert.Contains(named, told, StringComparison.Ordinal);
        Assert.Equal("op3", await First());
    }

    [Fact]
    public async Task Everybody_is_answered_while_files_of_the_whole_Internet_are_swapped_and_only_the_last_stays_in_memory()
    {
        // Two Internets of 61,000 ASes, with the members' own beside the best connected.
        var versions = Enumerable.Range(1, 2).Select(seed => SyntheticInternet.Generate(new() { Ases = 61_000, Seed = seed })).Select(Files).ToArray();
        Take(versions[0]);
        await Start(strict: false);
        var seen = new ConcurrentDictionary<string, WeakReference>();
        using var stop = new CancellationTokenSource();
        var (answers, asking) = (new int[4], Enumerable.Range(0, 4).ToArray());
        var workers = asking.Select(worker => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await (worker == 0 ? Ask(_world.Wire("op1"), "mitigation_request", Body.Request(_world, Body.NewAlert(), $"192.0.2.{answers[worker] % 250}"))
                    : worker == 1 ? Ask(_world.Wire("op2"), "heartbeat", Body.Heartbeat(_world, "op2", 64502))
                    : Plan());
                answers[worker]++;
            }
        })).ToArray();

        for (var swap = 1; swap <= 4; swap++)
        {
            Remember(seen);
            var (before, answered) = (Version(), answers.ToArray());
            Take(versions[swap % 2]);
            await Eventually.Sees(() => (Version(), Failed: workers.Any(w => w.IsFaulted)), now => now.Item1 != before || now.Failed);
            Assert.All(asking, worker => Assert.True(answers[worker] > answered[worker] || workers[worker].IsFaulted, $"worker {worker} had no answer while the files were read"));
        }

        Remember(seen);
        await stop.CancelAsync();

        // Whatever failed is thrown here.
        await Task.WhenAll(workers);
        Assert.True(seen.Count >= 5, $"{seen.Count} versions were in use");
        await Eventually.Sees(() => Alive(seen), alive => alive == Version());
        Assert.DoesNotContain(_world.Log.Lines, l => l.StartsWith("Planning.Refused", StringComparison.Ordinal));
    }

    /// <summary>What is still reachable, by version.</summary>
    private static string Alive(ConcurrentDictionary<string, WeakReference> seen)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return string.Join(' ', seen.Where(s => s.Value.IsAlive).Select(s => s.Key));
    }

    private string Version() => _world.Services.GetRequiredService<PlanningView>().Current.Version;

    // By itself, so that no local of a test holds them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Remember(ConcurrentDictionary<string, WeakReference> seen)
    {
        var current = _world.Services.GetRequiredService<PlanningView>().Current;
        seen[current.Version] = new(current.Routes!.Graph);
    }

    private static async Task<WireAnswer> Ask(Wire wire, string message, JsonObject body) => (await wire.Post(message, body)).Accepted();

    private Task<WireAnswer> Plan()
    {
        var sources = new JsonArray([.. Enumerable.Range(0, 200).Select(i => (JsonNode)new JsonObject { ["prefix"] = $"10.1.{i}.1/32", ["bps"] = 1000 })]);
        return Ask(_world.Wire("op1"), "mitigation_request", Body.Extended(Body.Request(_world, Body.NewAlert()), ("plan_only", true), ("sources", sources)));
    }

    /// <summary>Who meets the attack first.</summary>
    private async Task<string?> First() =>
        (string?)(await Plan()).Extension!["mitigation"]!["operators"]!.AsArray().MaxBy(o => (double)o!["share"]!)!["name"];

    /// <summary>Its files, packed. The members stand where they would in reality: op1 buys from one carrier, op2 and op3 are carriers' customers.</summary>
    private static (byte[] Topology, byte[] Origins) Files(SyntheticInternet internet)
    {
        var carriers = Enumerable.Range(0, internet.Graph.Count).OrderByDescending(internet.Graph.Degree).Take(3).Select(internet.Graph.AsnAt).ToArray();
        var (topology, origins) = (new StringBuilder(), new StringBuilder());
        foreach (var link in internet.Graph.Links)
            topology.Append(CultureInfo.InvariantCulture, $"{link.First}|{link.Second}|{(link.Relation == AsRelation.Peers ? 0 : -1)}\n");
        topology.Append(CultureInfo.InvariantCulture, $"{carriers[0]}|64501|-1\n{carriers[1]}|64502|-1\n{carriers[2]}|64503|-1\n64502|65001|-1\n");
        origins.Append(Origins);
        foreach (var (prefix, asn) in internet.Origins.Announced.Where(o => !o.Prefix.Overlaps(Dots.Addressing.Prefix.Parse("10.0.0.0/8"))))
            origins.Append(CultureInfo.InvariantCulture, $"{prefix}\t{asn}\n");
        return (Packed(topology.ToString()), Packed(origins.ToString()));
    }

    private void Take((byte[] Topology, byte[] Origins) files)
    {
        Write("topology", files.Topology);
        Write("origins", files.Origins);
    }

    private async Task Start(bool strict)
    {
        _world = await GatewayWorld.Start(_folder, s => SharedGateway.Quick(s, new PlanningSettings
        {
            Topology = _folder.File("topology"), Origins = _folder.File("origins"), Vrps = File.Exists(_folder.File("vrps")) ? _folder.File("vrps") : null, Strict = strict,
        }));
        _op2 = await ScriptedController.Start(_world, "op2", 64502);
        _op3 = await ScriptedController.Start(_world, "op3", 64503);
        await Eventually.Sees(() => _world.Operators, known => known == 2);
    }

    private void Write(string name, byte[] content) => StampedFile.Replace(_folder.File(name), content);

    private static byte[] Packed(string content)
    {
        var packed = new MemoryStream();
        using (var into = new GZipStream(packed, CompressionLevel.Fastest))
            into.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }
}
