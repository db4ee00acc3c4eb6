using Dots.Addressing;
using Dots.Scopes;
using NearSource.Planning;

namespace NearSource.Tests.Planning;

public sealed class EligibilityTests
{
    [Fact]
    public void Black_hole_is_asked_only_of_who_offers_it()
    {
        var plan = Plan(Given.Operator(2) with { Countermeasures = [Countermeasure.Blackhole] }, i => i with { Action = Countermeasure.Blackhole, Signature = Given.Direct });

        Assert.Equal(["op2"], plan.Entries.Select(e => e.Operator));
        Assert.Equal(Given.Direct, plan.Entries[0].Match);
        Assert.Equal((SkipCause.Action, "does not offer blackhole"), (plan.Skipped[0].Cause, plan.Skipped[0].Reason));
    }

    [Fact]
    public void Operator_without_the_targets_address_family_is_skipped() =>
        Assert.Equal("cannot filter IPv6", Skipped(
            Given.Operator(2) with { IpVersions = IpVersions.V4 },
            SkipCause.IpVersion,
            i => i with { Signature = new TrafficMatch { Destinations = [Prefix.Parse("2001:db8::1")], Protocols = [17] } }));

    [Fact]
    public void Operator_without_free_entries_is_skipped() =>
        Assert.Equal("has no filter entries left", Skipped(Given.Operator(2) with { RulesFree = 0 }, SkipCause.Rules));

    [Fact]
    public void Operator_with_too_few_entries_for_a_match_that_cannot_be_cut_is_skipped() =>
        Assert.Equal("has 1 filter entries left, too few for this match", Skipped(
            Given.Operator(2) with { RulesFree = 1 },
            SkipCause.Rules,
            i => i with { Signature = new TrafficMatch { Destinations = [Given.Target], Protocols = [17], SourcePorts = [new(53, 53), new(161, 161)] } }));

    [Fact]
    public void Scrubber_needs_a_returning_path()
    {
        var scrubber = Given.Operator(2) with { Kind = OperatorKind.Scrubber };

        Skipped(scrubber, SkipCause.ReturningPath);
        Assert.Equal(["op2", "op3"], Plan(scrubber, i => i with { ReturningPath = true }).Entries.Select(e => e.Operator));
    }

    private static string Skipped(Candidate candidate, SkipCause cause, Func<PlanInput, PlanInput>? change = null)
    {
        var plan = Plan(candidate, change ?? (i => i));
        Assert.DoesNotContain(plan.Entries, e => e.Operator == candidate.MemberId);
        var skipped = plan.Skipped.Single(s => s.Operator == candidate.MemberId);
        Assert.Equal(cause, skipped.Cause);
        return skipped.Reason;
    }

    private static Plan Plan(Candidate candidate, Func<PlanInput, PlanInput> change) =>
        Given.Planned(change(Given.Request(Given.Reflection) with { Candidates = [candidate, Given.Operator(3)] }));
}
