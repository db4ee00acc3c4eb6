using Dots.Scopes;
using FsCheck;
using FsCheck.Fluent;
using NearSource.Attacks;
using NearSource.Planning;
using Support;

namespace NearSource.Tests.Planning;

public sealed class PlanProperties
{
    private static readonly Packet[] Packets = [.. RandomRequest.Packets()];

    [Fact]
    public void Nobody_is_asked_twice_and_every_candidate_is_accounted_for_once() => Holds((input, plan) =>
        plan.Entries.Select(e => e.Operator).Concat(plan.Skipped.Select(s => s.Operator)).Order(StringComparer.Ordinal)
            .SequenceEqual(input.Candidates.Select(c => c.MemberId).Concat(input.Policy == "manual" ? input.Operators : []).Distinct().Order(StringComparer.Ordinal)));

    [Fact]
    public void Limits_are_kept() => Holds((input, plan) =>
        (input.Policy != "near-source" || plan.Entries.Count(e => !First(input, e.Operator).Standing) <= input.Ask || (!input.Signature.Destinations.Any(d => input.Origins.Find(d).Asns.Any(a => input.Routes?.To(a) is not null)) && (!Told(input) || input.Class == AttackClass.Spoofed)))
        && plan.Entries.All(e => e.Match.Rows <= (First(input, e.Operator).RulesFree ?? int.MaxValue))
        && (input.CostLimit is not { } most || plan.Entries.Sum(e => First(input, e.Operator).Cost) <= most));

    [Fact]
    public void Nobody_is_expected_to_scrub_more_than_it_can() => Holds((input, plan) =>
        !plan.Routed || input.Action != Countermeasure.Mitigation
        || plan.Entries.All(e => First(input, e.Operator) is { ScrubBps: not > 0, Kind: not OperatorKind.Scrubber } or { ScrubBps: null }
            || e.ExpectedShare * input.VolumeBps <= First(input, e.Operator).ScrubBps + 1));

    [Fact]
    public void Scrubbers_are_asked_only_where_clean_traffic_has_a_way_back() => Holds((input, plan) =>
        input.ReturningPath || plan.Entries.All(e => First(input, e.Operator).Kind != OperatorKind.Scrubber));

    [Fact]
    public void One_backstop_at_most_is_asked_and_it_is_the_last() => Holds((_, plan) =>
        plan.Entries.Count(e => e.Backstop) <= 1 && plan.Entries.SkipLast(1).All(e => !e.Backstop));

    [Fact]
    public void Asker_is_asked_only_when_it_listed_itself() => Holds((input, plan) =>
        input.Policy == "manual" || plan.Entries.All(e => e.Operator != input.Asker));

    [Fact]
    public void Asked_operators_offer_what_is_asked() => Holds((input, plan) =>
        plan.Entries.All(e => First(input, e.Operator).Countermeasures.Contains(input.Action)));

    [Fact]
    public void Same_input_in_any_order_gives_the_same_plan() => Holds((input, plan) =>
        Told(plan, Given.Planned(input with { Sources = [.. input.Sources.Reverse()] })) && Told(plan, Given.Planned(input)));

    [Fact]
    public void No_order_is_wider_than_the_request() => Holds((input, plan) =>
        plan.Entries.Select(e => e.Match).Distinct().All(match => match.Malformed() is null
            && match.IsWithin(input.Signature)
            && Packets.All(p => !match.Matches(p) || input.Signature.Matches(p))));

    [Fact]
    public void Order_that_covers_a_source_catches_all_that_the_request_does_of_it() => Holds((input, plan) =>
        plan.Entries.Where(e => e.Match.Rows < (First(input, e.Operator).RulesFree ?? int.MaxValue)).All(e =>
            Packets.All(p => !input.Signature.Matches(p) || !e.Sources.Any(s => s.Contains(p.Source)) || e.Match.Matches(p))));

    [Fact]
    public void Made_up_sources_are_added_to_no_order_and_choose_nobody() => Holds((input, plan) => input.Class != AttackClass.Spoofed
        || (plan.Reach is null && plan.Entries.All(e => e.Sources.IsEmpty && e.ExpectedShare == 0 && (input.Signature.Sources.IsEmpty ? e.Match.Sources.IsEmpty : true))));

    [Fact]
    public void Shares_are_shares() => Holds((_, plan) =>
        plan.Entries.Sum(e => e.ExpectedShare) <= (plan.Reach ?? 0) + 1e-9 && plan.Reach is null or (>= 0 and <= 1)
        && plan.Unmapped is null or (>= 0 and <= 1) && (plan.Reach ?? 0) + (plan.Unmapped ?? 0) <= 1 + 1e-9);

    [Fact]
    public void Another_member_never_lowers_the_reach() => Prop.ForAll(
        RandomRequest.Input.ToArbitrary(),
        RandomRequest.Candidate.ToArbitrary(),
        (input, another) =>
        {
            var before = Given.Planned(input);
            var after = Given.Planned(input with { Candidates = input.Candidates.Add(another with { MemberId = "newcomer" }) });
            return before.Reach is null ? after.Reach is null : after.Reach >= before.Reach - 1e-9;
        }).Check(Properties.Times(500));

    private static bool Told(PlanInput input) => !input.Sources.IsEmpty || !input.Signature.Sources.IsEmpty;

    private static Candidate First(PlanInput input, string id) => input.Candidates.First(c => c.MemberId == id);

    private static bool Told(Plan a, Plan b) =>
        a.Reach == b.Reach && a.Skipped.SequenceEqual(b.Skipped) && a.Entries.Length == b.Entries.Length
        && a.Entries.Zip(b.Entries).All(p => p.First.Operator == p.Second.Operator && p.First.Match.Equals(p.Second.Match)
            && p.First.Sources.SequenceEqual(p.Second.Sources) && p.First.ExpectedShare == p.Second.ExpectedShare && p.First.Reason == p.Second.Reason);

    private static void Holds(Func<PlanInput, Plan, bool> property) =>
        Prop.ForAll(RandomRequest.Input.ToArbitrary(), input => property(input, Given.Planned(input))).Check(Properties.Times(500));
}
