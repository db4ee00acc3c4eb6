using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Conformance.Tests.Worlds;
using Grains.Sightings;
using Orchestrator.Gateway.Configuration;
using Orchestrator.Gateway.Tests;

namespace Conformance.Tests.NearSource;

/// <summary>An Internet whose operators are asked what they see. Three far operators before 150 to 152, one before the target; at most three are asked, answers are waited for 1.5 s.</summary>
public class SightingWorld : PlanningWorld
{
    public const int DeadlineMs = 1500;

    private readonly ConcurrentBag<Task<WireAnswer>> _reports = [];
    private int _asker = 200;

    /// <summary>What a member says it sees of a target, when it is asked: the members of its report beside those that every report has.</summary>
    internal ConcurrentDictionary<(string Member, string Target), string> Sees { get; } = new();

    /// <summary>Answers to the reports so far.</summary>
    internal IEnumerable<Task<WireAnswer>> Reports => _reports;

    protected override string Relations =>
        "120|110|-1 120|130|-1 120|131|-1 120|132|-1 120|133|-1 130|150|-1 131|151|-1 132|152|-1 133|153|-1 " + string.Join(' ', Asking.Select(a => $"110|{a}|-1"));

    /// <summary>One for each test: who asks for many things at once is not asked about all of them.</summary>
    private static IEnumerable<int> Asking => Enumerable.Range(201, 40);

    protected override int[] Askers => [.. Asking];

    protected virtual SightingsWhen When => SightingsWhen.Policy;

    protected override int[] Operators => [110, 130, 131, 132, 133, 134];

    protected override bool Registered(int asn) => asn is not 134;

    protected override string Registers(int asn) => asn switch
    {
        131 => """{"port_bps":10000000000}""",
        133 => """{"ip_versions":["v6"]}""",
        _ => "{}",
    };

    protected override PlanningSettings Planning(PlanningSettings files) => new()
    {
        Ask = 3, Topology = files.Topology, Origins = files.Origins, Sightings = new() { When = When, DeadlineMs = DeadlineMs },
    };

    protected override void Started()
    {
        foreach (var member in AllOperators.Where(o => o is not 134).Select(Name))
            Controllers.Scripts[member] = (heard, _) => Task.FromResult(Look(member, heard));
    }

    /// <summary>A request by policy sightings, of an asker that has not asked before.</summary>
    internal Help Sightings() => Help(Interlocked.Increment(ref _asker)).With("policy", "sightings");

    /// <summary>A request by the policy near-source, of an asker that has not asked before.</summary>
    internal Help Near() => Help(Interlocked.Increment(ref _asker));

    /// <summary>A report about a question, from any member.</summary>
    internal Task<WireAnswer> Report(string member, string sighting, string more)
    {
        var body = Bodies.Heartbeat(Gateway.SenderId(member), Asn(member));
        body["sighting_id"] = sighting;
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
            body[name] = value?.DeepClone();
        return From(member).Post("sighting_report", body);
    }

    /// <summary>The question about a target that this member was sent.</summary>
    internal async Task<Told> Question(string member, string target)
    {
        await Until(() => Controllers.Heard.Any(Fits), () => $"no question to {member} about {target}; asked: {string.Join(' ', Controllers.Heard.Where(t => t.Message == "sighting_request" && t.Target == target).Select(t => t.To))}; ordered: {string.Join(' ', Controllers.Ordered(target))}; {string.Join('\n', Gateway.Log.Lines)}");
        return Controllers.Heard.Last(Fits);

        bool Fits(Told told) => told.Message == "sighting_request" && told.To == member && told.Target == target;
    }

    private Says? Look(string member, Heard heard)
    {
        if (heard.Message != "sighting_request")
            return null;
        if (Sees.TryGetValue((member, (string)heard.Body["dst_ip"]!), out var seen))
            _reports.Add(Report(member, (string)heard.Body["sighting_id"]!, seen));
        return new(200, "{}");
    }
}

/// <summary>The same where operators are asked what they see before every plan.</summary>
public sealed class AlwaysWorld : SightingWorld
{
    protected override SightingsWhen When => SightingsWhen.Always;
}
