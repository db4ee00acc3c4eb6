using System.Collections.Immutable;
using Dots.Addressing;
using Dots.Scopes;
using NearSource.Attacks;
using NearSource.Planning;

namespace NearSource.Tests.Planning;

/// <summary>What orders match on for each class of attack.</summary>
public sealed class ClassOrderTests
{
    private static readonly TrafficMatch Https = new() { Destinations = [Given.Target], Protocols = [6], DestinationPorts = [new(443, 443)] };

    [Fact]
    public void Direct_attack_on_a_port_is_matched_by_that_port_and_the_sources_expected_there()
    {
        var plan = Planned(Https, AttackClass.Direct);

        Assert.Equal(Https.FromEach(Prefixes("10.2.0.1", "10.2.0.2")), plan.Entries[0].Match);
        Assert.Equal(Https.FromEach(Prefixes("10.3.0.1")), plan.Entries[1].Match);
        Assert.Equal(4, plan.Entries[2].Match.Rows);
    }

    [Fact]
    public void Reflection_is_matched_by_its_port_alone_in_one_entry()
    {
        var request = Given.Request(Given.Reflection) with { Class = AttackClass.Reflection, Candidates = [.. Given.Operators(1, 2, 3).Select(c => c with { RulesFree = 1 })] };

        Assert.All(Given.Planned(request).Entries, e => Assert.Equal((Given.Reflection, 1), (e.Match, e.Match.Rows)));
    }

    [Fact]
    public void Reflection_that_no_port_tells_is_matched_by_its_sources() => Assert.Equal(
        Prefixes("10.2.0.1", "10.2.0.2").AsEnumerable(), Planned(new() { Destinations = [Given.Target], Protocols = [17] }, AttackClass.Reflection).Entries[0].Match.Sources);

    [Fact]
    public void Spoofed_attack_is_matched_by_the_request_alone_and_asks_everybody_where_nobody_said_where_it_comes_in()
    {
        var plan = Planned(Https, AttackClass.Spoofed);

        Assert.Equal(["op2", "op3", "op4"], plan.Entries.Select(e => e.Operator));
        Assert.All(plan.Entries, e => Assert.Equal((Https, 0), (e.Match, e.Sources.Length)));
        Assert.All(plan.Entries, e => Assert.Equal("its sources are made up and nobody said where it comes in: everybody is asked", e.Reason));
        Assert.Equal((null, null), (plan.Reach, plan.ExpectedResidueBps));
        Assert.Equal(["nobody said where it comes in"], plan.Notes.AsEnumerable());
    }

    [Fact]
    public void Made_up_sources_in_the_requests_own_header_stay_since_an_order_may_not_be_wider()
    {
        var rows = Https.FromEach(Prefixes("10.2.0.1", "10.3.0.1"));

        var plan = Planned(rows, AttackClass.Spoofed);

        Assert.All(plan.Entries, e => Assert.Equal(rows, e.Match));
        Assert.Contains(plan.Notes, n => n.Contains("worth nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_that_are_whole_prefixes_are_written_as_those_and_hints_stay_addresses()
    {
        var sources = Enumerable.Range(0, 256).Select(n => Given.Source($"10.2.7.{n}", 1)).Append(Given.Source("10.2.9.1", 5)).ToImmutableArray();

        var entry = Given.Planned(Given.Request(Https) with { Class = AttackClass.Direct, Sources = sources }).Entries[0];

        Assert.Equal(Prefixes("10.2.7.0/24", "10.2.9.1").AsEnumerable(), entry.Match.Sources);
        Assert.Equal((257, 1.0), (entry.Sources.Length, Math.Round(entry.ExpectedShare, 9)));
    }

    [Fact]
    public void Rows_of_the_request_that_are_whole_prefixes_are_written_as_those_too()
    {
        var rows = new TrafficMatch { Destinations = [Given.Target], Sources = [.. Enumerable.Range(0, 256).Select(n => Prefix.Parse($"10.2.7.{n}"))] };

        Assert.Equal(Prefixes("10.2.7.0/24").AsEnumerable(), Planned(rows, AttackClass.Unknown).Entries[0].Match.Sources);
        Assert.Equal(Prefixes("10.2.7.0/24").AsEnumerable(), Planned(rows, AttackClass.Spoofed).Entries[0].Match.Sources);
    }

    [Fact]
    public void Entries_go_to_the_heaviest_prefixes_first()
    {
        // A /28 that adds up to more than the heaviest single address.
        var sources = Enumerable.Range(16, 16).Select(n => Given.Source($"10.2.0.{n}", 2)).Concat([Given.Source("10.2.0.100", 20), Given.Source("10.2.0.200", 10)]).ToImmutableArray();
        var request = Given.Request(Https) with { Class = AttackClass.Direct, Sources = sources, Candidates = [Given.Operator(2) with { RulesFree = 2 }] };

        var entry = Given.Planned(request).Entries[0];

        Assert.Equal(Prefixes("10.2.0.16/28", "10.2.0.100").AsEnumerable(), entry.Match.Sources);
        Assert.Equal(52.0 / 62, entry.ExpectedShare, 9);
    }

    [Fact]
    public void Every_row_of_the_request_is_combined_with_every_source()
    {
        var two = new TrafficMatch { Destinations = [Given.Target], Protocols = [6, 17], DestinationPorts = [new(443, 443), new(53, 53)] };

        Assert.Equal(two.FromEach(Prefixes("10.2.0.1", "10.2.0.2")), Planned(two, AttackClass.Direct).Entries[0].Match);
        Assert.Equal(two.FromEach(Prefixes("10.2.0.1")), Given.Planned(Given.Request(two) with { Class = AttackClass.Direct, Candidates = [Given.Operator(2) with { RulesFree = 3 }] }).Entries[0].Match);
    }

    [Fact]
    public void Carpet_bombed_prefix_named_address_by_address_is_written_as_the_prefix_where_entries_are_short()
    {
        var carpet = new TrafficMatch { Destinations = [.. Enumerable.Range(0, 256).Select(n => Prefix.Parse($"192.0.2.{n}"))], Protocols = [17], SourcePorts = [new(53, 53)] };
        var request = Given.Request(carpet) with { Class = AttackClass.Reflection, WidestTarget = new(24, 48), Candidates = [Given.Operator(2) with { RulesFree = 100 }, Given.Operator(3)] };

        var plan = Given.Planned(request);

        Assert.Equal(new TrafficMatch { Destinations = Prefixes("192.0.2.0/24"), Protocols = [17], SourcePorts = [new(53, 53)] }, plan.Entries[0].Match);
        Assert.Equal(carpet, plan.Entries[1].Match);

        // Not wider than the asker's targets may be.
        Assert.Equal(4, Given.Planned(request with { WidestTarget = new(26, 48) }).Entries[0].Match.Rows);
        Assert.Equal(["op3"], Given.Planned(request with { WidestTarget = WidestScope.Addresses }).Entries.Select(e => e.Operator));
    }

    [Fact]
    public void Rows_of_targets_times_sources_never_exceed_the_entries_and_targets_merge_before_sources_are_left_out()
    {
        var carpet = new TrafficMatch { Destinations = [.. Enumerable.Range(0, 16).Select(n => Prefix.Parse($"192.0.2.{n}"))], Protocols = [6] };
        var sources = Enumerable.Range(0, 20).Select(n => Given.Source($"10.2.0.{n * 2}", 20 - n)).ToImmutableArray();
        var request = Given.Request(carpet) with { Class = AttackClass.Direct, Sources = sources, WidestTarget = new(28, 48), Candidates = [Given.Operator(2) with { RulesFree = 40 }] };

        var merged = Given.Planned(request);
        Assert.Equal((20, "192.0.2.0/28"), (merged.Entries[0].Match.Rows, merged.Entries[0].Match.Destinations.Distinct().Single().ToString()));
        Assert.Equal(["where entries are short, 16 targets are written as the 1 prefixes they add up to"], merged.Notes.AsEnumerable());

        var apart = Given.Planned(request with { WidestTarget = WidestScope.Addresses }).Entries[0].Match;
        Assert.Equal((32, 2), (apart.Rows, apart.Sources.Distinct().Count()));
    }

    private static Plan Planned(TrafficMatch match, AttackClass @class) => Given.Planned(Given.Request(match) with { Class = @class });

    private static ImmutableArray<Prefix> Prefixes(params string[] texts) => [.. texts.Select(Prefix.Parse)];
}
