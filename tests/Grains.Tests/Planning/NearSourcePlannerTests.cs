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
/// From a mitigation's question to the pure planner and back. The Internet: op1 (64501, the target's) buys from 100, which buys from 200 and 300 and peers with
/// nobody; sources are customers of 400 (a customer of 200, sources 10.40/16) and of 300 (10.30/16). Operators: op2 is 400, op3 is 300, op4 is 200, op5 is 100.
/// </summary>
public sealed class NearSourcePlannerTests
{
    private static readonly ConsortiumIndex Consortium = Members(("op1", 64501, "192.0.2.0/24", 100), ("op2", 400, "10.4.0.0/24", 100), ("op3", 300, "10.3.0.0/24", 100), ("op4", 200, "10.2.0.0/24", 100), ("op5", 100, "10.1.0.0/24", 100));

    private readonly PlanningView _known = new()
    {
        Current = new()
        {
            Routes = new(AsGraph.Read(new MemoryStream(Encoding.ASCII.GetBytes("100|64501|-1\n200|100|-1\n300|100|-1\n200|400|-1\n400|4001|-1\n300|3001|-1\n"))).Graph!),
            Origins = OriginTable.Of([new(Prefix.Parse("10.40.0.0/16"), 4001), new(Prefix.Parse("10.30.0.0/16"), 3001)]),
        },
    };

    [Fact]
    public void Operators_that_sources_merely_cross_are_found_the_nearest_to_the_sources_first()
    {
        var plan = Plan(Question(), ask: 2);

        Assert.Equal(["op2", "op3"], plan.Assignments.Keys);
        Assert.Equal((0.75, 0.25), (plan.Assignments["op2"].Share, plan.Assignments["op3"].Share));
        Assert.Equal(1.0, plan.Summary.Reach!.Value, 9);
        Assert.Equal(["10.40.0.1/32"], plan.Assignments["op2"].Sources.Select(s => s.ToString()));
    }

    [Fact]
    public void Who_takes_the_place_of_one_that_declined_is_chosen_beside_those_that_stand()
    {
        var question = Question() with { Except = ["op2"], Standing = Standing(("op3", 1)), Beside = true, Further = 1 };

        // Of what op2 would have dropped op4 is the next on the way.
        Assert.Equal(["op4"], Plan(question, ask: 10).Assignments.Keys);
    }

    [Theory]
    [InlineData(150_000_000, false, "op5", true)]
    [InlineData(150_000_000, true, "op3", false)]
    [InlineData(1, false, "op3", false)]
    [InlineData(null, false, "op3", false)]
    public void Last_one_beside_those_that_stand_is_the_backstop_where_that_is_enough_unless_one_of_them_is_it(int? link, bool has, string called, bool backstop)
    {
        // op3 would spare more hops, but only op5 stands before what comes from its own network, too.
        var request = Question().Request with
        {
            VolumeBps = 1e9, MaxBandwidthBps = link, Sources = [new(Prefix.Parse("10.40.0.1"), 5), new(Prefix.Parse("10.30.0.1"), 3), new(Prefix.Parse("10.1.0.1"), 1), new(Prefix.Parse("99.0.0.1"), 1)],
        };
        var question = new PlanQuestion("op1", request) { Standing = Standing(("op2", 1)), Beside = true, Further = 1, HasBackstop = has };

        var asked = Assert.Single(Plan(question, ask: 2).Assignments);

        Assert.Equal((called, backstop), (asked.Key, asked.Value.Backstop));
    }

    [Theory]
    [InlineData(10, false, "op3 op5")]
    [InlineData(3, false, "op3 op5")]
    [InlineData(2, false, "op5")]
    [InlineData(10, true, "op3")]
    public void Place_of_one_is_filled_by_as_many_as_it_takes_and_one_plan_may_ask_and_by_no_backstop_where_they_are_enough(int ask, bool has, string called)
    {
        // As above, where the link takes 150 Mbit/s: op3 leaves 200, op3 and op5 100. Who stands and does not help has no place.
        var request = Question().Request with
        {
            VolumeBps = 1e9, MaxBandwidthBps = 150_000_000, Sources = [new(Prefix.Parse("10.40.0.1"), 5), new(Prefix.Parse("10.30.0.1"), 3), new(Prefix.Parse("10.1.0.1"), 1), new(Prefix.Parse("99.0.0.1"), 1)],
        };

        var plan = Plan(new PlanQuestion("op1", request) { Standing = Standing(("op2", 1), ("op4", 1)), Except = ["op4"], Beside = true, Further = 1, HasBackstop = has }, ask);

        Assert.Equal((called, ask == 2), (string.Join(' ', plan.Assignments.Keys), plan.Assignments.Values.Any(a => a.Backstop)));
    }

    [Fact]
    public void Place_of_one_is_filled_by_one_where_that_is_enough_and_by_no_more_than_add_something()
    {
        var question = Question() with { Except = ["op2"], Standing = Standing(("op3", 1)), Beside = true, Further = 1 };

        Assert.Equal(["op4"], Plan(question, ask: 10).Assignments.Keys);
        Assert.Single(Plan(question with { Request = question.Request with { VolumeBps = 1e9, MaxBandwidthBps = 900_000_000 }, Standing = Standing() }, ask: 10).Assignments);
    }

    [Theory]
    [InlineData(301_000_000, true)]
    [InlineData(299_000_000, false)]
    [InlineData(null, false)]
    public void Places_that_need_not_be_filled_because_the_rest_fits_the_link_are_told(int? link, bool enough)
    {
        // op3 stands and drops a quarter.
        var question = Question() with { Except = ["op2", "op4", "op5"], Standing = Standing(("op2", 1), ("op3", 1)), Beside = true, Further = 1 };
        var plan = Plan(question with { Request = question.Request with { VolumeBps = 4e8, MaxBandwidthBps = link } }, ask: 10);

        Assert.Empty(plan.Assignments);
        Assert.Equal(enough, plan.Enough);
    }

    [Fact]
    public void Those_that_stand_are_planned_again_when_the_scope_changes()
    {
        Assert.Equal(["op2", "op3"], Plan(Question() with { Standing = Standing(("op3", 1), ("op5", 1)) }, ask: 2).Assignments.Keys);
    }

    [Fact]
    public void Plans_anew_engage_at_most_twice_as_many_as_one_plan_may_ask_the_most_worthy_first()
    {
        // op2 is worth more than op3; op1, which asks, and who is no member are of no use.
        PlanQuestion Anew(params string[] standing) => Question() with
        {
            Anew = true, Standing = Standing([.. standing.Select(o => (o, 1))]), InForce = standing.ToImmutableDictionary(o => o, _ => Question().Request.Match),
        };

        Assert.Equal(["op2", "op3"], New(Anew(), 2));
        Assert.Equal(["op2", "op3"], New(Anew("op1", "op6"), 2));
        Assert.Equal(["op2"], New(Anew("op1", "op6", "op7"), 2));
        Assert.Empty(New(Anew("op1", "op6", "op7", "op8"), 2));
        Assert.Equal(["op2"], New(Anew("op3"), 1));
        Assert.Empty(New(Anew("op3", "op5"), 1));
        Assert.Equal(["op5"], Plan(Anew("op3", "op5"), 1).Assignments.Keys);

        // Nobody less worthy takes the places, what has no place adds no worth, and it is said why.
        var plan = Plan(Anew("op1", "op6", "op7"), 2);
        Assert.Contains("3 are engaged already", plan.Summary.Skipped["op3"], StringComparison.Ordinal);
        Assert.True(plan.Value!.Planned < Plan(Anew("op1", "op6"), 2).Value!.Planned);

        // Who asks everybody wants everybody.
        Assert.Equal(4, Plan(Anew("op1", "op6", "op7") with { Request = Question().Request with { Policy = "broadcast" } }, 1).Assignments.Count);

        IEnumerable<string> New(PlanQuestion question, int ask) => Plan(question, ask).Assignments.Keys.Where(o => !question.Standing.ContainsKey(o));
    }

    [Fact]
    public void Calls_for_further_help_engage_at_most_as_many_as_plans_anew()
    {
        PlanQuestion Beside(params string[] standing) => Question() with { Beside = true, Standing = Standing([.. standing.Select(o => (o, 1))]) };

        Assert.Equal(("op2 op3", false), Called(Beside("op6"), 2));
        Assert.Equal(("op2", false), Called(Beside("op6", "op7", "op8"), 2));
        Assert.Equal(("", true), Called(Beside("op6", "op7", "op8", "op9"), 2));

        // Who does not answer holds no place.
        Assert.Equal(("op2", false), Called(Beside("op6", "op7", "op8", "op9") with { Silent = ["op7"] }, 2));

        // Another's place is taken, first help comes, and who asks everybody asks everybody.
        Assert.Equal(("op2", false), Called(Beside("op6", "op7", "op8", "op9") with { Further = 1 }, 2));
        Assert.Equal(("op2 op3", false), Called(Beside("op6", "op7", "op8", "op9") with { NobodyHelps = true }, 2));
        Assert.Equal(2, Plan(Beside("op6", "op7", "op8", "op9") with { Request = Question().Request with { Policy = "broadcast" } }, 2).Assignments.Count);

        (string, bool) Called(PlanQuestion question, int ask) => Plan(question, ask) is var plan ? (string.Join(' ', plan.Assignments.Keys), plan.Full) : default;
    }

    [Fact]
    public void Aim_and_limit_of_cost_choose_and_who_stands_beside_is_paid_already()
    {
        var dear = new ConsortiumIndex(Consortium.Snapshot with { Operators = [.. Consortium.Snapshot.Operators.Select(o => o with { Cost = o.Member == "op2" ? 5 : 2 })] });
        var planner = new NearSourcePlanner(_known, "near-source", 10) { CostLimit = 4 };

        // op4 stands on the way of op2's part, op5 on everybody's.
        Assert.Equal(["op3", "op4"], Asked(planner, Question()));
        Assert.Equal(["op4"], Asked(planner, Question() with { Standing = Standing(("op3", 1)), Beside = true }));
        Assert.Empty(Asked(planner, Question() with { Standing = Standing(("op2", 1)), Beside = true }));
        Assert.Equal(["op3"], Asked(planner, Question() with { Standing = Standing(("op3", 1)), Anew = true, Except = ["op4", "op5"] }));
        Assert.Equal(["op3", "op4"], Asked(planner, Question() with { Standing = Standing(("op3", 1)), Anew = true }));
        Assert.Equal(["op2"], Asked(planner, Question() with { Standing = Standing(("op2", 1)), Anew = true }));
        Assert.Equal(["op5"], Asked(new(_known, "near-source", 1) { Aim = NearSource.Choice.Aim.Coverage }, Question()));
        Assert.Equal(["op2"], Asked(new(_known, "near-source", 1), Question()));

        IEnumerable<string> Asked(NearSourcePlanner by, PlanQuestion question) => by.Plan(question, dear, DateTimeOffset.UnixEpoch).Assignments.Keys;
    }

    [Fact]
    public void Peers_meet_at_an_exchange_when_the_consortium_names_them_as_its_participants()
    {
        // 64501 peers with 500, where all of it starts, over an exchange whose own AS (700) the graph does not know.
        _known.Current = new()
        {
            Routes = new(AsGraph.Read(new MemoryStream(Encoding.ASCII.GetBytes("500|64501|0\n"))).Graph!),
            Origins = OriginTable.Of([new(Prefix.Parse("10.40.0.0/16"), 500), new(Prefix.Parse("10.30.0.0/16"), 500)]),
        };
        var members = Members(("op1", 64501, "192.0.2.0/24", 100), ("op2", 700, "10.7.0.0/24", 100)).Snapshot;
        members = members with { Operators = [.. members.Operators.Select(o => o.Member == "op2" ? o with { Kind = "exchange" } : o)] };
        var named = members with { Members = [.. members.Members.Select(m => m.Id == "op2" ? m with { Participants = [500, 64501] } : m)] };

        Assert.Equal(0, Reach(members));
        Assert.Equal(1, Reach(named));

        double? Reach(ConsortiumSnapshot snapshot) => new NearSourcePlanner(_known, "near-source", 1).Plan(Question(), new(snapshot), DateTimeOffset.UnixEpoch).Summary.Reach;
    }

    [Fact]
    public void Nobody_takes_more_than_half_of_the_entries_that_others_leave_and_what_it_holds_it_keeps()
    {
        var few = Members(("op1", 64501, "192.0.2.0/24", 100), ("op2", 400, "10.4.0.0/24", 5));
        var sources = Enumerable.Range(1, 8).Select(i => Prefix.Parse($"10.40.0.{2 * i}")).ToImmutableArray();
        var request = new HelpRequest
        {
            Match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.1")], Sources = sources }, Action = HelpAction.Mitigation, Sources = [.. sources.Select(s => new WeightedSource(s, 1))],
        };

        Assert.Equal(3, Rows(new("op1", request)));
        Assert.Equal(4, Rows(new PlanQuestion("op1", request) { Standing = Standing(("op2", 2)) }));
        Assert.Equal(7, Rows(new PlanQuestion("op1", request) { Standing = Standing(("op2", 7)) }));

        int Rows(PlanQuestion question) => new NearSourcePlanner(_known, "near-source", 10).Plan(question, few, DateTimeOffset.UnixEpoch).Assignments["op2"].Match.Rows;
    }

    [Fact]
    public void Plan_anew_is_weighed_against_the_filters_in_force()
    {
        var first = Plan(Question(), ask: 2);
        var filters = first.Assignments.ToImmutableDictionary(a => a.Key, a => a.Value.Match);

        // The same attack, and one that comes wholly from where a quarter of it came from.
        var same = Plan(Question() with { InForce = filters }, ask: 2).Value!;
        var other = Plan(Question() with { InForce = filters.Remove("op3"), Request = Question().Request with { Sources = [new(Prefix.Parse("10.30.0.1"), 1)] } }, ask: 2).Value!;

        Assert.Equal(same.Planned, same.InForce, 9);
        Assert.Equal((0.75, 0.25), (same.Shares["op2"], same.Shares["op3"]));
        Assert.Equal((2, 0, 0.0), (other.Planned, other.InForce, other.Shares["op2"]));
        Assert.Equal(0, first.Value!.InForce);
    }

    [Fact]
    public void Where_only_sightings_tell_the_plan_is_worth_what_is_seen()
    {
        var planner = new NearSourcePlanner(new(), "sightings", 1);
        var question = new PlanQuestion("op1", Question().Request with { Sources = [] })
        {
            Sightings = [new("op2", true, Seen: true, Bps: 100), new("op3", true, Seen: true, Bps: 300), new("op4", true)],
            InForce = ImmutableDictionary<string, TrafficMatch>.Empty.Add("op2", Question().Request.Match),
        };

        var plan = planner.Plan(question, Consortium, DateTimeOffset.UnixEpoch);

        Assert.Equal("op3", plan.Assignments.Keys.Single());
        Assert.Equal((0.75, 0.25, 0.25), (plan.Value!.Planned, plan.Value.InForce, plan.Value.Shares["op2"]));
    }

    [Fact]
    public void Filter_that_matches_nothing_shows_that_the_attack_does_not_come_that_way_whatever_its_operator_says()
    {
        var question = new PlanQuestion("op1", Question().Request with { Sources = [], VolumeBps = 1_000_000_000 })
        {
            Sightings = [new("op2", true, Seen: true, Bps: 1_000_000_000, Sampling: 1), new("op3", true, Seen: true, Bps: 400_000_000, Sampling: 1)],
        };

        Assert.Equal("op2", Plan(question, ask: 1).Assignments.Keys.Single());
        Assert.Equal("op3", Plan(question with { Idle = ["op2"] }, ask: 1).Assignments.Keys.Single());
    }

    [Fact]
    public void Plan_says_by_which_data_it_was_made()
    {
        _known.Current = _known.Current with { Version = "as of today" };

        Assert.Equal("as of today", Plan(Question(), ask: 2).Summary.Map);
        Assert.Equal("as of today", Plan(Question() with { Request = Question().Request with { Policy = "manual" } }, ask: 2).Summary.Map);
    }

    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(600_000_000, 0, 0.2)]
    [InlineData(600_000_000, 600_000_000, 0.5)]
    [InlineData(600_000_000, 200_000_000, 0.3)]
    [InlineData(2_000_000_000, 0, 0.015625)]
    [InlineData(0, 300_000_000, 0.5)]
    [InlineData(1e18, 1e18, 0.5)]
    public void Nobody_takes_more_than_half_of_the_capacity_that_others_leave_however_often_it_is_planned_for(double asked, double held, double share)
    {
        // All of the gigabit meets op2 first; its machines clean one.
        var consortium = new ConsortiumIndex(Consortium.Snapshot with
        {
            Operators = [.. Consortium.Snapshot.Operators.Where(o => o.Member is "op1" or "op2").Select(o => o.Member == "op2" ? o with { ScrubBps = 1e9, AskedBps = asked } : o)],
        });
        var question = new PlanQuestion("op1", Question().Request with { VolumeBps = 1e9, Sources = [new(Prefix.Parse("10.40.0.1"), 1)] })
        {
            Asked = held > 0 ? ImmutableDictionary<string, double>.Empty.Add("op2", held) : ImmutableDictionary<string, double>.Empty,
        };

        Assert.Equal(share, new NearSourcePlanner(_known, "near-source", 1).Plan(question, consortium, DateTimeOffset.UnixEpoch).Assignments["op2"].Share, 9);
    }

    [Fact]
    public void Ports_limit_whom_traffic_is_diverted_to_and_not_whom_it_crosses()
    {
        ConsortiumIndex With(string kind) => new(Consortium.Snapshot with
        {
            Operators = [.. Consortium.Snapshot.Operators.Where(o => o.Member is "op1" or "op2").Select(o => o.Member == "op2" ? o with { Kind = kind, PortBps = 200_000_000 } : o)],
        });
        var question = new PlanQuestion("op1", Question().Request with { VolumeBps = 1e9, NextHop = "192.0.2.254", Sources = [new(Prefix.Parse("10.40.0.1"), 1)] });
        double Share(string kind) => new NearSourcePlanner(_known, "near-source", 1).Plan(question, With(kind), DateTimeOffset.UnixEpoch).Assignments["op2"].Share;

        Assert.Equal((1.0, 0.1), (Share("on-path"), Math.Round(Share("scrubber"), 9)));
    }

    [Fact]
    public void Sightings_overrule_the_graph()
    {
        // Nothing was told of sources; op3 sees all of it, whoever else was asked sees none.
        var request = Question().Request with { Sources = [], VolumeBps = 1_000_000_000 };
        var question = new PlanQuestion("op1", request)
        {
            Sightings = [new("op2", true), new("op3", true, Seen: true, Bps: 1_000_000_000, Sampling: 1), new("op4", true)],
        };

        Assert.Equal("op3", Plan(question, ask: 1).Assignments.Keys.Single());
    }

    [Fact]
    public void Where_nothing_is_known_of_sources_no_more_are_asked_than_may_be_and_nothing_is_expected_of_anybody()
    {
        var question = Question() with { Request = Question().Request with { Sources = [], VolumeBps = 1_000_000_000 } };

        var plan = Plan(question, ask: 2);

        // op2 and op3 stand before one network each beside their own, op4 before op2.
        Assert.Equal(["op2", "op3"], plan.Assignments.Keys);
        Assert.All(plan.Assignments.Values, a => Assert.Equal((0, false, 0), (a.Share, a.Backstop, a.Sources.Length)));
        Assert.Equal((null, null, null), (plan.Summary.Reach, plan.Summary.HopsSaved, plan.Value));
        Assert.Contains("as if it came from everywhere", Assert.Single(plan.Summary.Notes), StringComparison.Ordinal);
        Assert.Equal((2, null), (plan.Summary.Guess, Plan(Question(), ask: 2).Summary.Guess));

        // Who takes somebody's place, or comes beside those that do not suffice, is chosen by the same.
        Assert.Equal(["op3", "op4"], Plan(question with { InVain = ["op2"] }, ask: 2).Assignments.Keys);
        Assert.Equal(["op4"], Plan(question with { Except = ["op2"], Standing = Standing(("op3", 1)), Beside = true, Further = 1 }, ask: 2).Assignments.Keys);
        Assert.Empty(Plan(question with { Standing = Standing(("op2", 1), ("op3", 1)), Anew = true, InForce = plan.Assignments.ToImmutableDictionary(a => a.Key, a => a.Value.Match) }, ask: 2).Value?.Shares.Keys ?? []);
    }

    [Fact]
    public void Where_no_sources_were_told_who_sees_the_attack_is_asked_whether_or_not_anybody_knows_how_much_it_is()
    {
        var question = new PlanQuestion("op1", Question().Request with { Sources = [] }) { Sightings = [new("op2", true), new("op5", true, Seen: true)] };

        Assert.Equal("op5", Plan(question, ask: 1).Assignments.Keys.Single());
        Assert.Equal("op5", Plan(question with { Request = question.Request with { VolumeBps = 1_000_000_000 } }, ask: 1).Assignments.Keys.Single());
        Assert.Equal("op3", Plan(question with { Sightings = [new("op2", true)] }, ask: 1).Assignments.Keys.Single());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Operator_that_sees_more_than_its_ports_carry_is_named_without_what_it_saw(bool whole)
    {
        // What each source sends is the volume where nothing else tells it.
        var consortium = new ConsortiumIndex(Consortium.Snapshot with { Operators = [.. Consortium.Snapshot.Operators.Select(o => o.Member == "op2" ? o with { PortBps = 1_000_000 } : o)] });
        var request = Question().Request;
        request = whole ? request with { VolumeBps = 1_000_000_000 } : request with { VolumeBps = null, Sources = [.. request.Sources.Select(s => s with { Bps = 1_000_000_000.0 / request.Sources.Length })] };
        var question = new PlanQuestion("op1", request)
        {
            Sightings = [new("op2", true, Seen: true, Bps: 100_000_000_000, Sampling: 1), new("op3", true, Seen: true, Bps: 250_000_000, Sampling: 1)],
        };

        var plan = new NearSourcePlanner(_known, "near-source", 3).Plan(question, consortium, DateTimeOffset.UnixEpoch);

        Assert.Equal(["op2"], plan.Summary.Doubted.AsEnumerable());
    }

    [Fact]
    public void Sources_that_are_made_up_decide_nothing_and_sightings_are_needed()
    {
        // Half of them lie inside the target's own network.
        var forged = Enumerable.Range(0, 200).Select(i => new WeightedSource(Prefix.Parse(i % 2 == 0 ? $"192.0.2.{i}" : $"10.40.1.{i}"), 1)).ToImmutableArray();
        var request = new HelpRequest { Match = new TrafficMatch { Destinations = [Prefix.Parse("192.0.2.0/24")], Protocols = [6] }, Action = HelpAction.Mitigation, Sources = forged, VolumeBps = 1_000_000_000 };
        var planner = new NearSourcePlanner(_known, "near-source", 1);

        Assert.Equal(SightingUse.Needed, planner.UseOf(request));
        Assert.Equal(SightingUse.Helpful, planner.UseOf(Question().Request));
        var seen = planner.Plan(new("op1", request) { Sightings = [new("op2", true), new("op3", true, Seen: true, Bps: 1_000_000_000, Sampling: 1)] }, Consortium, DateTimeOffset.UnixEpoch);
        Assert.Equal("op3", seen.Assignments.Keys.Single());
        Assert.StartsWith("spoofed, carpet bombing: ", seen.Summary.Class, StringComparison.Ordinal);
        Assert.StartsWith("reflection: ", planner.Plan(Question(), Consortium, DateTimeOffset.UnixEpoch).Summary.Class, StringComparison.Ordinal);
    }

    private static PlanQuestion Question() => new("op1", GrainsWorld.Request() with
    {
        Sources = [new(Prefix.Parse("10.40.0.1"), 3), new(Prefix.Parse("10.30.0.1"), 1)],
    });

    private static ImmutableDictionary<string, int> Standing(params (string Operator, int Rows)[] standing) => standing.ToImmutableDictionary(s => s.Operator, s => s.Rows);

    private PlanOutcome Plan(PlanQuestion question, int ask) => new NearSourcePlanner(_known, "near-source", ask).Plan(question, Consortium, DateTimeOffset.UnixEpoch);

    private static ConsortiumIndex Members(params (string Id, uint Asn, string Zone, int Rules)[] operators) => new(new()
    {
        Members = [.. operators.Select(o => new Member { Id = o.Id, Kind = MemberKind.Operator, State = MemberState.Approved, Asns = [o.Asn], Zones = [Prefix.Parse(o.Zone)] })],
        Operators = [.. operators.Select(o => new OperatorProfile { Member = o.Id, Url = "https://" + o.Id, Asns = [o.Asn], RulesFree = o.Rules })],
    });
}
