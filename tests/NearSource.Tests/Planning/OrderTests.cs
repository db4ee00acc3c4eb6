using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Planning;

namespace NearSource.Tests.Planning;

public sealed class OrderTests
{
    [Fact]
    public void Reflection_keeps_the_requests_match_and_hints_at_the_sources()
    {
        var plan = Given.Planned(Given.Request(Given.Reflection));

        Assert.All(plan.Entries, e => Assert.Equal(Given.Reflection, e.Match));
        Assert.Equal(Prefixes("10.2.0.1", "10.2.0.2").AsEnumerable(), plan.Entries[0].Sources.AsEnumerable());
        Assert.Empty(plan.Entries[2].Sources);
    }

    [Fact]
    public void Direct_attack_is_matched_by_the_sources_expected_there()
    {
        var plan = Given.Planned(Given.Request(Given.Direct));

        Assert.Equal(Prefixes("10.2.0.1", "10.2.0.2").AsEnumerable(), plan.Entries[0].Match.Sources.AsEnumerable());
        Assert.Equal(Prefixes("10.3.0.1").AsEnumerable(), plan.Entries[1].Match.Sources.AsEnumerable());
    }

    [Fact]
    public void Direct_attack_is_matched_by_all_sources_where_none_is_the_operators_own() =>
        Assert.Equal(Prefixes("10.2.0.1", "10.3.0.1", "10.2.0.2", "99.0.0.1").AsEnumerable(), Given.Planned(Given.Request(Given.Direct)).Entries[2].Match.Sources.AsEnumerable());

    [Fact]
    public void Direct_attack_on_two_targets_matches_each_from_each_source()
    {
        var targets = Prefixes("192.0.2.10", "192.0.2.11");

        var match = Given.Planned(Given.Request(new TrafficMatch { Destinations = targets })).Entries[0].Match;

        Assert.Null(match.Malformed());
        Assert.Equal(4, match.Rows);
        Assert.True(match.Matches(new Packet { Source = Prefix.Parse("10.2.0.2"), Destination = targets[1], Protocol = 6 }));
    }

    [Fact]
    public void Rows_of_sources_are_narrowed_to_the_operators_own()
    {
        var rows = new TrafficMatch { Destinations = [Given.Target], Sources = Prefixes("10.2.0.0/16", "10.3.0.1", "99.0.0.1") };

        var plan = Given.Planned(Given.Request(rows));

        Assert.Equal(Prefixes("10.2.0.0/16").AsEnumerable(), plan.Entries[0].Match.Sources.AsEnumerable());
        Assert.Equal(Prefixes("10.3.0.1").AsEnumerable(), plan.Entries[1].Match.Sources.AsEnumerable());
        Assert.Equal(rows, plan.Entries[2].Match);
    }

    [Fact]
    public void Sources_that_no_row_of_the_order_names_are_not_expected_of_it()
    {
        // 10.2.0.1 (0.4) and 10.2.0.2 (0.2) stand at op2, 10.3.0.1 at op3; the vectors that are asked for come from one and from none of them.
        var rows = new TrafficMatch { Destinations = [Given.Target], Sources = Prefixes("10.2.0.2", "99.0.0.1"), SourcePorts = [new(53, 53), new(123, 123)], Protocols = [17] };

        var plan = Given.Planned(Given.Request(rows));

        Assert.Equal([0.2, 0, 0], plan.Entries.Select(e => Math.Round(e.ExpectedShare, 9)));
        Assert.Equal(Prefixes("10.2.0.2").AsEnumerable(), plan.Entries[0].Sources.AsEnumerable());
        Assert.Empty(plan.Entries[1].Sources);
    }

    [Fact]
    public void Sources_of_the_other_ip_version_than_the_targets_are_not_expected()
    {
        var request = Given.Request(Given.Direct);

        // As much again comes over IPv6, all of it from op2's own networks, and the target has an IPv4 address only.
        var plan = Given.Planned(request with
        {
            Sources = [.. request.Sources, Given.Source("2001:db8:2::1", 100)],
            Candidates = [.. request.Candidates.Select(c => c.MemberId == "op2" ? c with { OwnPrefixes = [Prefix.Parse("2001:db8:2::/48")] } : c)],
        });

        Assert.Equal(0.3, plan.Entries.Single(e => e.Operator == "op2").ExpectedShare, 9);
    }

    [Fact]
    public void Sources_of_the_match_count_when_none_are_told_beside_it()
    {
        var rows = new TrafficMatch { Destinations = [Given.Target], Sources = Prefixes("10.2.0.0/24", "10.3.0.1", "99.0.0.1", "99.0.0.2") };

        var plan = Given.Planned(Given.Request(rows) with { Sources = [] });

        Assert.Equal([0.25, 0.25, 0], plan.Entries.Select(e => e.ExpectedShare));
        Assert.Equal(0.5, plan.Unmapped);
    }

    [Fact]
    public void Too_few_entries_keep_the_heaviest_sources()
    {
        var request = Given.Request(Given.Direct);

        var plan = Given.Planned(request with { Candidates = [.. request.Candidates.Select(c => c with { RulesFree = c.MemberId == "op4" ? 3 : 1 })] });

        Assert.Equal(Prefixes("10.2.0.1").AsEnumerable(), plan.Entries[0].Match.Sources.AsEnumerable());
        Assert.Equal(0.4, plan.Entries[0].ExpectedShare, 9);
        Assert.Equal(Prefixes("10.2.0.1").AsEnumerable(), plan.Entries[0].Sources.AsEnumerable());
        Assert.Equal(Prefixes("10.2.0.1", "10.3.0.1").AsEnumerable(), plan.Entries[2].Match.Sources.AsEnumerable());
    }

    [Fact]
    public void Too_few_entries_keep_the_heaviest_rows_of_a_match_with_sources_and_ports()
    {
        var rows = new TrafficMatch
        {
            Destinations = [Given.Target], Protocols = [17],
            Sources = Prefixes("10.2.0.2", "10.2.0.1", "10.3.0.1"), SourcePorts = [new(1, 1), new(2, 2), new(3, 3)],
        };

        var plan = Given.Planned(Given.Request(rows) with { Candidates = [Given.Operator(2) with { RulesFree = 1 }] });

        Assert.Equal(Prefixes("10.2.0.1").AsEnumerable(), plan.Entries[0].Match.Sources.AsEnumerable());
        Assert.Equal(new PortRange(2, 2), Assert.Single(plan.Entries[0].Match.SourcePorts));
        Assert.Equal(0.4, plan.Entries[0].ExpectedShare, 9);
    }

    [Fact]
    public void Hundred_thousand_sources_and_a_thousand_operators_share_their_lists()
    {
        var sources = Enumerable.Range(0, 100_000).Select(i => new AttackSource(Prefix.Create((UInt128)(0x0a000000u + (uint)i * 7), 32, false))).ToImmutableArray();
        var operators = Enumerable.Range(1, 1000).Select(n => Given.Operator(n) with { MemberId = $"m{n}", Asns = [(uint)(1000 + n)], RulesFree = 200_000 - n * 150 });

        var plan = Given.Planned(Given.Request(Given.Direct) with { Sources = sources, Candidates = [.. operators], Ask = 1000 });

        Assert.Equal(1000, plan.Entries.Length);
        Assert.InRange(plan.Entries.Select(e => e.Match).Distinct(ReferenceEqualityComparer.Instance).Count(), 2, 18);
    }

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
