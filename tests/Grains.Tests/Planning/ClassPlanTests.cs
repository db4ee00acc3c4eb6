using System.Collections.Immutable;
using System.Text;
using Dots.Addressing;
using Dots.Scopes;
using Grains.Consortium;
using Grains.Mitigations;
using Grains.Operators;
using Grains.Planning;
using Grains.Sightings;
using NearSource.Origins;
using NearSource.Routes;
using NearSource.Topology;

namespace Grains.Tests.Planning;

/// <summary>
/// What follows from an attack's class in a mitigation's plan. op1 (64501) asks; opN for N = 2 to 6 is AS N00, each with sources in 10.N0/16; all buy from AS 100, as op1
/// does, which is op7's.
/// </summary>
public sealed class ClassPlanTests
{
    private static readonly TrafficMatch Flood = new() { Destinations = [Prefix.Parse("192.0.2.1")], Protocols = [6], DestinationPorts = [new(443, 443)] };

    private readonly PlanningView _known = new()
    {
        Current = new()
        {
            Routes = new(AsGraph.Read(new MemoryStream(Encoding.ASCII.GetBytes("100|64501|-1\n" + string.Concat(Enumerable.Range(2, 5).Select(n => $"100|{n}00|-1\n"))))).Graph!),
            Origins = OriginTable.Of(Enumerable.Range(2, 5).Select(n => new Origin(Prefix.Parse($"10.{n}0.0.0/16"), (uint)n * 100))),
        },
    };

    [Fact]
    public void Direct_attack_is_ordered_by_sources_and_ports()
    {
        var plan = Plan(new("op1", Botnet()));

        Assert.StartsWith("direct: ", plan.Summary.Class, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "op2", "op3", "op4", "op5", "op6" }, plan.Assignments.Keys.ToHashSet());
        Assert.Equal(Flood.FromEach([.. Sources(2).Select(s => s.Prefix)]), plan.Assignments["op2"].Match);
    }

    [Fact]
    public void Sources_that_several_members_would_see_and_do_not_are_made_up_and_those_who_see_it_are_asked()
    {
        // Ports full, all of it over op7; the graph alone asks the five that see nothing.
        var question = new PlanQuestion("op1", Botnet()) { Sightings = [.. Blind(2, 3, 4, 5, 6), Sees("op7")] };

        var plan = Plan(question);

        Assert.StartsWith("spoofed: 5 members in whose networks 100 % of it would start see nothing of it", plan.Summary.Class, StringComparison.Ordinal);
        Assert.Equal(["op7"], plan.Assignments.Keys);
        Assert.Equal(Flood, plan.Assignments["op7"].Match);
        Assert.Empty(plan.Assignments["op7"].Sources);
    }

    [Fact]
    public void One_that_lies_about_seeing_nothing_does_not_make_the_others_sources_forged()
    {
        // It says it sees nothing of nine tenths of the attack.
        var request = Botnet() with { Sources = [.. Sources(2).Select(s => s with { Bps = 90_000 }), .. Sources(3), .. Sources(4)] };
        var plan = Plan(new("op1", request) { Sightings = [.. Blind(2), Sees("op3", 3e7), Sees("op4", 3e7), Sees("op7")] });

        Assert.StartsWith("direct: ", plan.Summary.Class, StringComparison.Ordinal);
        Assert.Contains(plan.Assignments.Values, a => !a.Match.Sources.IsEmpty);
    }

    [Fact]
    public void Who_samples_too_rarely_to_have_seen_it_denies_nothing()
    {
        var plan = Plan(new("op1", Botnet()) { Sightings = [.. Blind(2, 3, 4, 5, 6).Select(s => new Sighting(s.Operator, true, Sampling: 10_000_000)), Sees("op7")] });

        Assert.StartsWith("direct: ", plan.Summary.Class, StringComparison.Ordinal);
    }

    [Fact]
    public void Operators_are_asked_what_they_see_where_one_sign_speaks_against_the_sources()
    {
        var planner = Planner();

        Assert.Equal(SightingUse.Helpful, planner.UseOf(Botnet()));
        Assert.Equal(SightingUse.Needed, planner.UseOf(Botnet() with { Sources = [.. Botnet().Sources.Select(s => s with { Packets = 1 })] }));
    }

    [Fact]
    public void Without_a_graph_those_who_see_a_spoofed_attack_are_asked_and_where_nobody_answered_everybody_is_and_the_plan_says_so()
    {
        var forged = Botnet() with { Sources = [.. Enumerable.Range(0, 200).Select(i => new WeightedSource(Prefix.Parse($"240.0.{i}.1")))] };
        var planner = new NearSourcePlanner(new PlanningView(), "near-source", 2);

        var seen = planner.Plan(new("op1", forged) { Sightings = [.. Blind(2, 3), Sees("op4")] }, Consortium(), DateTimeOffset.UnixEpoch);
        Assert.Equal(("sightings", "op4"), (seen.Summary.Policy, seen.Assignments.Keys.Single()));
        Assert.Equal(Flood, seen.Assignments["op4"].Match);

        var silent = planner.Plan(new("op1", forged), Consortium(), DateTimeOffset.UnixEpoch);
        Assert.Equal(("near-source", 6), (silent.Summary.Policy, silent.Assignments.Count));
        Assert.Equal(["nobody said where it comes in"], silent.Summary.Notes.AsEnumerable());
        Assert.All(silent.Assignments.Values, a => Assert.Contains("made up", a.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Targets_are_merged_as_wide_as_the_asker_may_ask_for()
    {
        var carpet = Botnet() with { Match = new() { Destinations = [.. Enumerable.Range(0, 256).Select(n => Prefix.Parse($"192.0.2.{n}"))], Protocols = [17], SourcePorts = [new(161, 161)] } };

        Assert.Equal("192.0.2.0/24", Plan(new("op1", carpet), Consortium(rules: 40, widest: 24)).Assignments["op2"].Match.Destinations.Single().ToString());
        Assert.Empty(Plan(new("op1", carpet), Consortium(rules: 40)).Assignments);
        Assert.StartsWith("reflection, carpet bombing: ", Plan(new("op1", carpet)).Summary.Class, StringComparison.Ordinal);
    }

    private static HelpRequest Botnet() => new()
    {
        Match = Flood, Action = HelpAction.Mitigation, VolumeBps = 1e9, Sources = [.. Enumerable.Range(2, 5).SelectMany(Sources)],
    };

    private static IEnumerable<WeightedSource> Sources(int member) => Enumerable.Range(0, 30).Select(i => new WeightedSource(Prefix.Parse($"10.{member}0.{i}.7"), 1000, 10, 500));

    private static IEnumerable<Sighting> Blind(params int[] members) => members.Select(n => new Sighting($"op{n}", Answered: true, Sampling: 1));

    private static Sighting Sees(string member, double bps = 1e9) => new(member, Answered: true, Seen: true, Bps: bps, Sampling: 1);

    private NearSourcePlanner Planner() => new(_known, "near-source", 10);

    private PlanOutcome Plan(PlanQuestion question, ConsortiumIndex? consortium = null) => Planner().Plan(question, consortium ?? Consortium(), DateTimeOffset.UnixEpoch);

    private static ConsortiumIndex Consortium(int rules = 1000, int widest = 32) => new(new()
    {
        Members =
        [
            .. Enumerable.Range(1, 7).Select(n => new Member
            {
                Id = $"op{n}", Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [Asn(n)], Zones = [Prefix.Parse(n == 1 ? "192.0.2.0/24" : $"10.200.{n}.0/24")],
                MaxScopeV4 = n == 1 ? widest : 32,
            }),
        ],
        Operators = [.. Enumerable.Range(1, 7).Select(n => new OperatorProfile { Member = $"op{n}", Url = $"https://op{n}", Asns = [Asn(n)], RulesFree = rules })],
    });

    private static uint Asn(int n) => n switch { 1 => 64501, 7 => 100, _ => (uint)n * 100 };
}
