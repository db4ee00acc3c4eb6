using Dots.Addressing;
using Dots.Scopes;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Origins;
using NearSource.Planning;
using NearSource.Routes;
using NearSource.Sightings;
using NearSource.Tests.Topology;
using Support;

namespace NearSource.Tests.Planning;

/// <summary>Plans for targets in several ASes: 10.N.0.0/16 is originated by AS N, and so is 20.N.0.0/16.</summary>
public sealed class SeveralTargetsTests
{
    // 1 and 5 are the targets' ASes; sources in 2 reach 1 over 3 and 5 over 4, those in 6 reach both over 4 and 7.
    private static readonly RouteCache Routes = new(Graphs.Of("3>1 3>2 4>2 4>5 4>7 7>6 4=3")) { Age = TimeSpan.Zero };

    [Fact]
    public void Streams_to_all_of_them_are_chosen_over_together_each_with_its_part_of_the_attack()
    {
        var plan = Given.Planned(Request("20.1.0.1", "20.5.0.1", "20.5.0.2"));

        Assert.Equal([("op4", 2.0), ("op3", 1.0)], plan.Entries.Select(e => (e.Operator, Math.Round(3 * e.ExpectedShare, 9))));
        Assert.Equal(1, plan.Reach!.Value, 9);
        Assert.All(plan.Entries, e => Assert.Equal("10.2.0.1/32", e.Sources.Single().ToString()));
        Assert.Equal(["planned by the paths to AS 5, AS 1, where 3 of 3 targets are"], plan.Notes.AsEnumerable());
    }

    [Fact]
    public void Who_stands_on_the_ways_to_all_of_them_goes_before_who_stands_on_one()
    {
        var request = Request("20.1.0.1", "20.5.0.1", "20.5.0.2") with { Sources = [Given.Source("10.2.0.1", 1), Given.Source("10.6.0.1", 1)], Candidates = Given.Operators(3, 4, 7), Ask = 1 };

        Assert.Equal("op7", Given.Planned(request).Entries.Single().Operator);
        Assert.Equal(0.5, Given.Planned(request).Entries.Single().ExpectedShare, 9);
    }

    [Fact]
    public void What_one_AS_gets_goes_by_targets_and_whole_prefixes_count_for_their_addresses_up_to_a_limit()
    {
        Assert.Equal([0.8, 0.2], Shares(Request("20.5.0.0/30", "20.1.0.1")));
        Assert.Equal([0.5, 0.5], Shares(Request("20.1.0.0/16", "20.4.0.0/15") with { Origins = OriginTable.Of([new(Prefix.Parse("20.1.0.0/16"), 1), new(Prefix.Parse("20.4.0.0/14"), 5)]) }));
    }

    [Fact]
    public void Target_that_several_ASes_originate_is_attacked_in_each()
    {
        var request = Request("20.1.0.1");

        Assert.Equal([0.5, 0.5], Shares(request with { Origins = OriginTable.Of([.. request.Origins.Announced, new(Prefix.Parse("20.1.0.0/16"), 5)]) }));
    }

    [Fact]
    public void Targets_elsewhere_and_beyond_the_heaviest_are_planned_by_the_paths_to_the_heaviest_and_the_plan_says_so()
    {
        var elsewhere = Request("20.1.0.1", "99.0.0.1", "20.1.0.2");
        Assert.Equal([1.0], Shares(elsewhere));
        Assert.Equal(["planned by the paths to AS 1, where 2 of 3 targets are; by those to AS 1 for the others"], Given.Planned(elsewhere).Notes.AsEnumerable());

        var hub = Graphs.Of(string.Join(' ', Enumerable.Range(1, 12).Select(n => $"100>{n}")));
        var many = TargetAses.Of(Request([.. Enumerable.Range(1, 12).Select(n => $"20.{n}.0.0/{(n == 7 ? 28 : 30)}")]) with { Origins = OriginTable.Of(Enumerable.Range(1, 12).Select(n => new Origin(Prefix.Parse($"20.{n}.0.0/16"), (uint)n))) }, hub)!;
        Assert.Equal([7u, 1u, 2u, 3u, 4u, 5u, 6u, 8u], many.Ases.Select(t => t.Asn));
        Assert.Equal((1.0, (16 + 16) / 60.0, 8, 12), (Math.Round(many.Ases.Sum(t => t.Share), 9), many.Ases[0].Share, many.Targets, many.All));
    }

    [Fact]
    public void Source_takes_one_entry_whichever_targets_it_sends_to()
    {
        // Both of its sources cross op4 on the way to 5, one of them also on the way to 1.
        var request = Request("20.1.0.1", "20.5.0.1") with { Signature = new() { Destinations = Prefixes("20.1.0.1", "20.5.0.1") }, Sources = [Given.Source("10.2.0.1", 2), Given.Source("10.6.0.1", 1)] };

        var plan = Given.Planned(request with { Candidates = [Given.Operator(4) with { RulesFree = 4 }] });

        Assert.Equal((4, 2, 2 / 3.0), (plan.Entries[0].Match.Rows, plan.Entries[0].Sources.Length, Math.Round(plan.Entries[0].ExpectedShare * 3) / 3));
    }

    [Fact]
    public void Sightings_are_taken_for_what_goes_to_the_heaviest_and_the_plan_says_so()
    {
        // What 2 sends to 5 comes over 3 as well, whatever the graph says.
        var seen = new SightingSet([new("op3", 1e9, [new(2, 1e9)], 1), new("op4", 6e8, [new(3, 6e8)], 1)], 1e9);

        var plan = Given.Planned(Request("20.1.0.1", "20.5.0.1", "20.5.0.2") with { Sightings = seen });

        Assert.Equal("op3", Assert.Single(plan.Entries).Operator);
        Assert.Equal(1, plan.Entries[0].ExpectedShare, 9);
        Assert.Equal("what members see was taken for what goes to AS 5; the ways to the others are those of the graph", plan.Notes[1]);
    }

    [Fact]
    public void Who_stands_on_the_way_to_a_lighter_one_only_is_not_named_for_not_seeing_what_goes_to_the_heaviest()
    {
        // Five networks reach 1 over 3 and 5 over 4; 5 gets 32 parts of 33.
        var request = Request("20.5.0.0/27", "20.1.0.1") with
        {
            Routes = new(Graphs.Of("3>1 4>5 " + string.Join(' ', Enumerable.Range(21, 5).Select(n => $"3>{n} 4>{n}")))) { Age = TimeSpan.Zero },
            Sources = [.. Enumerable.Range(21, 5).Select(n => Given.Source($"10.{n}.0.1", 1))],
            Origins = OriginTable.Of([.. Request().Origins.Announced, .. Enumerable.Range(21, 5).Select(n => new Origin(Prefix.Parse($"10.{n}.0.0/16"), (uint)n))]),
        };

        Assert.Empty(Doubted(1e9 / 33, 32e9 / 33));
        Assert.Equal(["op4"], Doubted(1e9 / 33, 32e9 / 33 / 33));

        // Nobody sees more than was sent, wherever it goes, and without another target all of it has to come.
        Assert.Equal(["op3"], Doubted(20e9, 32e9 / 33));
        request = request with { Signature = Request("20.1.0.1").Signature };
        Assert.Equal(["op3"], Doubted(1e9 / 33, 0));

        IEnumerable<string> Doubted(double by3, double by4) =>
            Given.Planned(request with { Sightings = new([Sees("op3", by3), Sees("op4", by4)], 1e9) }).Doubts.Select(d => d.Member);

        Sighting Sees(string member, double bps) => new(member, bps, bps > 0 ? [.. Enumerable.Range(21, 5).Select(n => new Ingress((uint)n, bps / 5))] : [], 1);
    }

    [Fact]
    public void Guess_is_made_over_all_of_them_too()
    {
        var plan = Given.Planned(Request("20.1.0.1", "20.5.0.1", "20.5.0.2") with { Sources = [] });

        Assert.Equal(["op3", "op4"], plan.Entries.Select(e => e.Operator).Order());
        Assert.Equal(2, plan.Notes.Length);
    }

    [Fact]
    public void New_member_that_holds_a_sources_space_and_cannot_reach_all_targets_lowers_no_reach()
    {
        // From 4 there is a way to both targets, from 8 one to 1 only: 8 and 6 are peers, and so are 6 and 7.
        var request = Request("20.1.0.1", "20.5.0.1") with
        {
            Routes = new(Graphs.Of("6>1 6=8 6=7 7>5 7>4")) { Age = TimeSpan.Zero }, Sources = [Given.Source("10.10.0.3", 1)], Candidates = [Given.Operator(4) with { OwnPrefixes = Prefixes("10.10.0.0/16") }],
        };
        var before = Given.Planned(request).Reach!.Value;

        var after = Given.Planned(request with { Candidates = request.Candidates.Add(Given.Operator(8) with { OwnPrefixes = Prefixes("10.10.0.3") }) }).Reach!.Value;

        Assert.Equal(1, before, 9);
        Assert.Equal(before, after, 9);
    }

    [Fact]
    public void New_member_that_holds_a_sources_space_in_one_of_the_targets_ASes_lowers_no_reach()
    {
        // 2 stands before both targets until 5, where one of them is, is said to hold the source.
        var request = Request("20.1.0.1", "20.5.0.1") with { Routes = new(Graphs.Of("3>1 3>2 3>5")) { Age = TimeSpan.Zero }, Candidates = Given.Operators(2) };
        var before = Given.Planned(request).Reach!.Value;

        var after = Given.Planned(request with { Candidates = request.Candidates.Add(Given.Operator(5) with { OwnPrefixes = Prefixes("10.2.0.1") }) }).Reach!.Value;

        Assert.Equal(1, before, 9);
        Assert.Equal(before, after, 9);
    }

    [Fact]
    public void New_member_with_the_space_of_sources_never_lowers_the_reach_to_several_ASes() => Prop.ForAll(
        (from graph in Graphs.Random
         from targets in Gen.Choose(1, 9).ArrayOf(3)
         from sources in Gen.Choose(1, 9).ArrayOf(4)
         from members in Gen.Choose(1, 9).ArrayOf(3)
         from newcomer in Gen.Choose(1, 9)
         select (
             Input: Request([.. targets.Distinct().Select(t => $"20.{t}.0.1")]) with
             {
                 Routes = new(graph) { Age = TimeSpan.Zero }, Sources = [.. sources.Distinct().Select(s => Given.Source($"10.{s}.0.1", 1))], Candidates = Given.Operators([.. members.Distinct()]),
                 Origins = OriginTable.Of([.. Given.Origins.Announced, .. Enumerable.Range(1, 9).Select(n => new Origin(Prefix.Parse($"20.{n}.0.0/16"), (uint)n))]),
             },
             Another: Given.Operator(newcomer) with { MemberId = "newcomer", OwnPrefixes = Prefixes($"10.{sources[0]}.0.1") })).ToArbitrary(),
        c => Given.Planned(c.Input).Reach is not { } before || Given.Planned(c.Input with { Candidates = c.Input.Candidates.Add(c.Another) }).Reach >= before - 1e-9).Check(Properties.Times(500));

    private static double[] Shares(PlanInput request) => [.. TargetAses.Of(request, Routes.Graph)!.Ases.Select(t => t.Share)];

    private static PlanInput Request(params string[] targets) => new()
    {
        Signature = new() { Destinations = Prefixes(targets), Protocols = [17], SourcePorts = [new(53, 53)] },
        Asker = "op9",
        Candidates = Given.Operators(3, 4),
        Routes = Routes,
        Origins = OriginTable.Of([.. Given.Origins.Announced, new(Prefix.Parse("20.1.0.0/16"), 1), new(Prefix.Parse("20.5.0.0/16"), 5)]),
        Sources = [Given.Source("10.2.0.1", 1)],
    };

    private static System.Collections.Immutable.ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
