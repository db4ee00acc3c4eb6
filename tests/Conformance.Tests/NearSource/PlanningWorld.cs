using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;
using Storage.Journal;

namespace Conformance.Tests.NearSource;

/// <summary>A real orchestrator with a hand-made AS graph and origin table in its settings, askers, and operators with scripted controllers, all on real mutual TLS.</summary>
public abstract class PlanningWorld : IAsyncLifetime
{
    private int _alerts;

    protected PlanningWorld() => Gateway = GatewayWorld.Prepare(Compose);

    internal GatewayWorld Gateway { get; }

    internal Controllers Controllers { get; private set; } = null!;

    /// <summary>Lines of an as-rel file, apart by blanks: "101|110|0 110|120|-1".</summary>
    protected abstract string Relations { get; }

    /// <summary>ASNs of those who ask and never help: members a101, ...</summary>
    protected abstract int[] Askers { get; }

    /// <summary>ASNs of operators: members m110, ... .</summary>
    protected abstract int[] Operators { get; }

    /// <summary>ASes that the origin table knows beside those of the relations.</summary>
    protected virtual int[] MoreOrigins => [];

    /// <summary>ASes of the relations that the origin table does not know.</summary>
    protected virtual int[] Unmapped => [];

    protected virtual string Visibility => "names";

    /// <summary>What an operator's registration says beside its ASN, as members of extensions.orchestrator.operator.</summary>
    protected virtual string Registers(int asn) => "{}";

    /// <summary>Whether this operator registers at all.</summary>
    protected virtual bool Registered(int asn) => true;

    /// <summary>What differs in the member of consortium.json.</summary>
    protected virtual void Member(int asn, JsonObject member)
    {
    }

    /// <summary>What an asker registers; null: it does not register.</summary>
    protected virtual JsonObject? AskerRegistration(int asn)
    {
        var body = Zones(asn);
        body["extensions"] = new JsonObject { ["orchestrator"] = new JsonObject { ["version"] = 1 } };
        return body;
    }

    protected abstract PlanningSettings Planning(PlanningSettings files);

    /// <summary>What the gateway is given in place of its own.</summary>
    protected virtual void Compose(IServiceCollection services)
    {
    }

    internal IEnumerable<int> AllOperators => Operators;

    internal JsonObject AnAskersRegistration(int asn) => AskerRegistration(asn)!;

    /// <summary>The orchestrator's time, and what messages say it is.</summary>
    internal virtual DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    internal string PathOf(string file) => Path.Combine(Gateway.Folder.Path, file);

    /// <summary>The ASN of a member, by its name.</summary>
    internal static string Asn(string member) => member.TrimStart('a', 'm');

    public async Task InitializeAsync()
    {
        int[] all = [.. Askers, .. Operators];
        foreach (var asn in all)
        {
            var name = Name(asn);
            Gateway.Issue(name);
            var member = ConsortiumJson.Member(name, "operator", (uint)asn, Gateway.SenderId(name), Atlas.V4(asn), Atlas.V6(asn));
            member["max_scope"] = new JsonArray("/24", "/48");
            Member(asn, member);
            Gateway.Consortium.Add(member);
        }

        Gateway.Consortium.Visibility = Visibility;
        Gateway.WriteConsortium();
        WriteGraph(Relations);
        var known = Relations.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(r => r.Split('|')[..2]).Select(a => int.Parse(a, CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync(PathOf("origins.tsv"), Atlas.Table(known.Concat(MoreOrigins).Except(Unmapped).Distinct()));
        await BeforeStart();
        await Gateway.StartGateway(s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium,
            Limits = new() { RequestsPerSecond = 1000, Burst = 2000 }, Heartbeat = new() { Seconds = 120 },
            Planning = Planning(new() { Topology = PathOf("as-rel.txt"), Origins = PathOf("origins.tsv") }),
        });
        Controllers = await Controllers.Start([.. Operators.Where(Registered).Select(Name)], m => Gateway.Certificates[m], Gateway.SenderId);
        Started();
        foreach (var asn in Operators.Where(Registered))
            (await Register(asn)).Accepted();
        foreach (var asker in Askers)
            if (AskerRegistration(asker) is { } registration)
                (await From(Name(asker)).Post("registration", registration)).Accepted();
    }

    public async Task DisposeAsync()
    {
        await Controllers.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    internal string Name(int asn) => (Askers.Contains(asn) ? "a" : "m") + asn.ToString(CultureInfo.InvariantCulture);

    internal Wire From(string member) => Gateway.Wire(member);

    /// <summary>An operator's registration, with these members of extensions.orchestrator.operator beside its own.</summary>
    internal Task<WireAnswer> Register(int asn, string more = "{}")
    {
        var about = new JsonObject { ["asns"] = new JsonArray(asn), ["rules_max"] = 10_000, ["rules_free"] = 10_000, ["port_bps"] = 1_000_000_000_000, ["ip_versions"] = new JsonArray("v4", "v6") };
        foreach (var patch in new[] { Registers(asn), more })
            foreach (var (name, value) in JsonNode.Parse(patch)!.AsObject())
                if (value is null)
                    about.Remove(name);
                else
                    about[name] = value.DeepClone();
        var body = Zones(asn);
        body["extensions"] = new JsonObject
        {
            ["orchestrator"] = new JsonObject { ["version"] = 1, ["kind"] = "operator", ["callback_url"] = Controllers.UrlOf(Name(asn)), ["operator"] = about },
        };
        return From(Name(asn)).Post("registration", body);
    }

    internal string NewAlert() => Interlocked.Increment(ref _alerts).ToString("x64", CultureInfo.InvariantCulture);

    /// <summary>A request of an asker's for help for one of its addresses.</summary>
    internal Help Help(int asker, int last = 1) => new(this, Name(asker), Atlas.At(asker, last), NewAlert());

    internal Help Help6(int asker, int last = 1) => new(this, Name(asker), Atlas.At6(asker, last), NewAlert());

    internal void WriteGraph(string relations) => Replace("as-rel.txt", string.Join('\n', relations.Split(' ', StringSplitOptions.RemoveEmptyEntries)) + "\n");

    /// <summary>As an administrator does: a new file in the place of the old one.</summary>
    internal void Replace(string file, string text)
    {
        File.WriteAllText(PathOf(file) + ".new", text);
        File.Move(PathOf(file) + ".new", PathOf(file), overwrite: true);
    }

    /// <summary>What the ledger says of a mitigation: each event's kind and content.</summary>
    internal async Task<IReadOnlyList<string>> Ledger(Help help)
    {
        var events = new List<string>();
        await foreach (var entry in Gateway.Services.GetRequiredService<JournalStore>().Ledger("mitigation", $"{help.Asker}:{help.Alert}"))
            events.Add($"{entry.Event.Kind} {Encoding.UTF8.GetString(entry.Event.Content.Span)}");
        return events;
    }

    /// <summary>Whether this word stands anywhere in the journal.</summary>
    internal bool Stores(string word) => Directory.EnumerateFiles(PathOf("journal"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock").Any(f =>
    {
        using var file = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;
    });

    internal static async Task Until(Func<Task<bool>> fits, Func<string>? what = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await fits())
        {
            Assert.False(patience.IsCancellationRequested, what?.Invoke() ?? "it did not happen within a minute");
            await pause.WaitForNextTickAsync();
        }
    }

    internal static Task Until(Func<bool> fits, Func<string>? what = null) => Until(() => Task.FromResult(fits()), what);

    private JsonObject Zones(int asn)
    {
        var body = Bodies.Registration(Name(asn), Atlas.V4(asn));
        body["ip_version"] = "v4,v6";
        body["protected_zone"]!.AsArray().Add(new JsonObject { ["index"] = 2, ["ipv6_address"] = Atlas.V6(asn) });
        return body;
    }

    protected virtual Task BeforeStart() => Task.CompletedTask;

    /// <summary>Controllers listen, and nobody has registered yet.</summary>
    protected virtual void Started()
    {
    }
}
