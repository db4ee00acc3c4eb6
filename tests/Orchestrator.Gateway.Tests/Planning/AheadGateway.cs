using System.Text.Json.Nodes;
using Dots.Mechanism;
using Grains.Mitigations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Configuration;
using Storage.Journal;
using Support;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>
/// An orchestrator whose clock is put forward, with op2 and op3, which filter whatever they are asked. The Internet: op1 (64501) buys from op3 (64503), which buys
/// from 65010; below that is op2 (64502), of whose customer 65001 (10.1/16) most of the attack comes. 65002 (10.2/16) peers with op3.
/// </summary>
public abstract class AheadGateway : IAsyncLifetime
{
    private protected const string Topology = "64503|64501|-1\n65010|64503|-1\n65010|64502|-1\n64502|65001|-1\n65002|64503|0\n";

    private protected TempFolder Folder { get; } = new();

    private protected AheadTime Time { get; } = new();

    private protected RecordedLog<MitigationGrain> Log { get; } = new();

    private protected GatewayWorld World { get; private set; } = null!;

    private protected ScriptedController Op2 { get; private set; } = null!;

    private protected ScriptedController Op3 { get; private set; } = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Op2.DisposeAsync();
        await Op3.DisposeAsync();
        await World.DisposeAsync();
        Folder.Dispose();
    }

    private protected async Task Start(int ask, bool sightings = false, long? scrub = null)
    {
        var (topology, origins) = (Folder.File("topology"), Folder.File("origins"));
        File.WriteAllText(topology, Topology);
        File.WriteAllText(origins, "10.1.0.0/16\t65001\n10.2.0.0/16\t65002\n");
        World = await GatewayWorld.Start(
            Folder,
            s => new GatewaySettings
            {
                Listen = s.Listen, Development = true, Data = s.Data, Consortium = s.Consortium,
                Identity = new() { Certificate = s.Identity.Certificate, Key = s.Identity.Key, Ca = s.Identity.Ca, Crl = s.Identity.Crl, ClockSkewSeconds = 3600 },
                Heartbeat = new() { Seconds = 300 }, Lifetimes = new() { DefaultSeconds = 86_400 },
                Planning = sightings ? new() { Ask = ask, Sightings = new SightingsSettings { DeadlineMs = 3_000 } } : new() { Ask = ask, Topology = topology, Origins = origins },
            },
            services => services.AddSingleton<TimeProvider>(Time).AddSingleton<ILogger<MitigationGrain>>(Log));
        Op2 = await ScriptedController.Start(World, "op2", 64502, scrub: scrub);
        Op3 = await ScriptedController.Start(World, "op3", 64503, scrub: scrub / 100);
        Op2.Answers = Op3.Answers = _ => EngagementReportState.Active;
        await GatewayWorld.Until(() => Task.FromResult(World.Operators), known => known == 2);
    }

    /// <summary>A body of a member's for help against what comes from these addresses, in equal parts.</summary>
    private protected JsonObject Request(string alert, string[] sources, string target = "192.0.2.1", string member = "op1") => Body.Extended(
        Body.Request(World, alert, target, member),
        ("volume_bps", 1_000_000), ("sources", new JsonArray([.. sources.Select(s => new JsonObject { ["prefix"] = s + "/32", ["bps"] = 1_000_000 / sources.Length })])));

    private protected static async Task<EngagementOrder> Orders(ScriptedController controller, int count) =>
        (await GatewayWorld.Until(() => Task.FromResult(controller.Orders.ToArray()), o => o.Length >= count))[^1];

    /// <summary>Comes back when these operators filter for a mitigation and nobody else was asked.</summary>
    private protected Task Filtering(string alert, string member, params string[] operators) => GatewayWorld.Until(
        () => World.Status(member, alert),
        s => s!.Operators.All(o => o.State == EngagementState.Active) && s.Operators.Select(o => o.Operator).Order(StringComparer.Ordinal).SequenceEqual(operators));

    /// <summary>What the ledger says of a mitigation, in order.</summary>
    private protected async Task<List<(string Kind, JsonNode Content)>> Ledger(string alert, string member = "op1")
    {
        List<(string, JsonNode)> found = [];
        await foreach (var entry in World.Services.GetRequiredService<JournalStore>().Ledger("mitigation", new MitigationKey(member, alert).ToString()))
            found.Add((entry.Event.Kind, JsonNode.Parse(entry.Event.Content.Span)!));
        return found;
    }
}
