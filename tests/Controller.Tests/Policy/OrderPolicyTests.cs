using Controller.Orders;
using Controller.Policy;
using Controller.Tests.Orders;
using Dots.Addressing;
using Dots.Mechanism;
using Dots.Scopes;
using Support;

namespace Controller.Tests.Policy;

public sealed class OrderPolicyTests
{
    private readonly RuleQuota _quota = new();
    private PolicyDocument _policy = PolicyDocument.Parse("{}");
    private PrefixList _never = PrefixList.Parse("8.8.8.8\n192.0.2.128/25\n2001:db8:0:ff::/64\n");

    [Fact]
    public void Order_inside_everything_is_accepted_as_it_is()
    {
        var terms = Accepted(Asked("192.0.2.1/32", "198.51.100.0/24"));

        Assert.Equal(Treatment.Drop, terms.Treatment);
        Assert.Equal("198.51.100.0/24", terms.Match.Sources.Single().ToString());
        Assert.Equal(3, terms.Exceptions.Length);
    }

    [Theory]
    [InlineData("203.0.113.1/32", "Unverified", "target 203.0.113.1/32 is outside the prefixes known here")]
    [InlineData("192.0.2.0/24", "Policy", "target 192.0.2.0/24 is wider than /32")]
    [InlineData("2001:db8::/64", "Policy", "target 2001:db8::/64 is wider than /128")]
    [InlineData("192.0.2.129/32", "Policy", "target 192.0.2.129/32 overlaps what is never filtered here")]
    public void Target_that_is_not_to_be_filtered_declines(string target, string code, string reason) =>
        Assert.Equal(new Verdict.Decline(Enum.Parse<DeclineCode>(code), reason), Judge(Asked(target, "198.51.100.7/32")));

    [Fact]
    public void Wider_targets_pass_where_the_member_consents()
    {
        _policy = PolicyDocument.Parse("""{ "max_scope": ["/24", "/48"] }""");
        _never = PrefixList.Empty;

        Accepted(Asked("192.0.2.0/24", "198.51.100.7/32"));
        Accepted(Asked("2001:db8::/48", "2001:db8:ffff::/48"));
    }

    [Fact]
    public void Sources_that_are_never_filtered_are_left_out_with_their_rows()
    {
        var terms = Accepted(Asked("192.0.2.1/32", "198.51.100.7/32", "8.8.8.8/32", "8.0.0.0/8") with
        {
            Match = new()
            {
                Destinations = [Prefix.Parse("192.0.2.1/32")],
                Sources = [.. new[] { "198.51.100.7/32", "8.8.8.8/32", "8.0.0.0/8" }.Select(Prefix.Parse)],
                SourcePorts = [new(53, 53), new(54, 54), new(55, 55)],
            },
        });

        Assert.Equal("198.51.100.7/32", terms.Match.Sources.Single().ToString());
        Assert.Equal(new PortRange(53, 53), terms.Match.SourcePorts.Single());
        Assert.Contains(Prefix.Parse("8.8.8.8/32"), terms.Exceptions);
    }

    [Fact]
    public void Order_whose_sources_are_all_never_filtered_is_declined_and_not_widened() =>
        Assert.Equal(DeclineCode.Policy, Declined(Asked("192.0.2.1/32", "8.8.8.8/32")).Code);

    [Fact]
    public void Destination_alone_is_never_dropped()
    {
        Assert.Equal(Treatment.Scrub, Accepted(Asked("192.0.2.1/32")).Treatment);
        Assert.Equal(Treatment.Scrub, Accepted(Asked("192.0.2.1/32", "0.0.0.0/1", "128.0.0.0/1"), never: "").Treatment);
        Assert.Equal(Treatment.Scrub, Accepted(Asked("192.0.2.1/32") with { Match = new() { Destinations = [Prefix.Parse("192.0.2.1/32")], DestinationPorts = [new(443, 443)], Protocols = [6] } }).Treatment);
        Assert.Equal(Treatment.Drop, Accepted(Asked("192.0.2.1/32") with { Match = new() { Destinations = [Prefix.Parse("192.0.2.1/32")], SourcePorts = [new(53, 53)], Protocols = [17] } }).Treatment);
    }

    [Fact]
    public void Blackhole_takes_the_request_the_registration_and_the_policy()
    {
        var asked = Asked("192.0.2.1/32") with { Action = MitigationAction.Blackhole };

        Assert.Equal(DeclineCode.Unsupported, Declined(asked).Code);
        _policy = PolicyDocument.Parse("""{ "actions": ["mitigation", "blackhole"] }""");
        Assert.Equal(Treatment.Blackhole, Accepted(asked).Treatment);
        Assert.Equal(DeclineCode.Unsupported, Declined(asked, registered: [MitigationAction.Mitigation]).Code);
        Assert.Equal(Treatment.Scrub, Accepted(Asked("192.0.2.1/32")).Treatment);
    }

    [Fact]
    public void Room_is_shared_by_all_orders_and_counted_in_entries()
    {
        _policy = PolicyDocument.Parse("""{ "rules_max": 3 }""");

        Accepted(Asked("192.0.2.1/32", "198.51.100.1/32", "198.51.100.2/32"), "m1/op2");
        Assert.Equal("it takes 2 filter entries; 1 of 3 are free", Declined(Asked("192.0.2.1/32", "198.51.100.1/32", "198.51.100.2/32"), "m2/op2").Reason);
        Accepted(Asked("192.0.2.1/32", "198.51.100.1/32"), "m2/op2");
        Accepted(Asked("192.0.2.1/32", "198.51.100.1/32"), "m1/op2");
        Assert.Equal(2, _quota.Taken);

        // What is held has its entries, however few there are by now.
        _policy = PolicyDocument.Parse("""{ "rules_max": 1 }""");
        Declined(Asked("192.0.2.1/32", "198.51.100.1/32"), "m2/op2");
        Assert.IsType<Verdict.Accept>(Policy([MitigationAction.Mitigation]).JudgeHeld(new("m2/op2", Given.Alert, 1, Given.End), Asked("192.0.2.1/32", "198.51.100.1/32")));
        Assert.Equal(2, _quota.Taken);
    }

    [Fact]
    public void Lifetime_and_declining_everything_are_the_members_own()
    {
        _policy = PolicyDocument.Parse("""{ "max_lifetime_s": 600 }""");
        Assert.Equal("orders last 600 s at most here", Declined(Asked("192.0.2.1/32", "198.51.100.1/32")).Reason);

        _policy = PolicyDocument.Parse("""{ "decline": { "code": "legal", "reason": "court order" } }""");
        Assert.Equal(new Verdict.Decline(DeclineCode.Legal, "court order"), Judge(Asked("192.0.2.1/32", "198.51.100.1/32")));
    }

    [Fact]
    public void Accept_list_is_let_through_and_a_drop_list_drops_nothing_that_is_never_filtered()
    {
        var terms = Accepted(Asked("192.0.2.1/32", "198.51.100.1/32") with { Engagement = new() { AcceptList = [From("203.0.113.0/24")], DropList = [From("8.8.8.0/24"), From("198.18.0.0/15")] } });

        Assert.Contains(Prefix.Parse("203.0.113.0/24"), terms.Exceptions);
        Assert.Equal("198.18.0.0/15", terms.Drops.Single().ToString());
        Assert.Equal(["198.18.0.0/15"], terms.Engagement!.DropList.Select(e => e.SourceIp.ToString()));
        Assert.Equal(2, terms.Rules);
    }

    [Fact]
    public void Port_that_is_let_through_does_not_let_its_whole_destination_through()
    {
        var target = Prefix.Parse("192.0.2.1/32");
        var port = new FilterEntry { DestinationIp = target, Protocols = [6], DestinationPorts = [new(443, 443)] };

        var some = Accepted(Asked("192.0.2.1/32", "198.51.100.1/32") with { Engagement = new() { AcceptList = [port] } });
        var all = Accepted(Asked("192.0.2.1/32", "198.51.100.1/32") with { Engagement = new() { AcceptList = [new FilterEntry { DestinationIp = target }] } });

        Assert.DoesNotContain(target, some.Exceptions);
        Assert.Equal(port.DestinationPorts.ToArray(), some.Engagement!.AcceptList.Single().DestinationPorts.ToArray());
        Assert.Contains(target, all.Exceptions);
    }

    [Fact]
    public void Drop_list_drops_nothing_outside_the_target_and_no_whole_destination()
    {
        var port = new FilterEntry { DestinationPorts = [new(1900, 1900)] };
        var inside = From("198.18.0.0/15") with { DestinationIp = Prefix.Parse("192.0.2.1/32") };
        var terms = Accepted(Asked("192.0.2.1/32", "198.51.100.1/32") with
        {
            Engagement = new()
            {
                DropList =
                [
                    From("198.18.0.0/15") with { DestinationIp = Prefix.Parse("203.0.113.1/32") }, From("198.18.0.0/15") with { DestinationIp = Prefix.Parse("192.0.2.0/24") },
                    new() { DestinationIp = Prefix.Parse("192.0.2.1/32") }, new() { SourcePorts = [PortRange.Any] }, From("0.0.0.0/0"), port, inside,
                ],
            },
        });

        Assert.Collection(terms.Engagement!.DropList, e => Assert.Same(port, e), e => Assert.Same(inside, e));
        Assert.Equal("198.18.0.0/15", terms.Drops.Single().ToString());
        Assert.Equal(DeclineCode.Policy, Declined(Asked("192.0.2.1/32", "198.51.100.1/32") with { Engagement = new() { DropList = [From("0.0.0.0/1"), From("128.0.0.0/1")] } }, never: "").Code);
    }

    [Fact]
    public void Sources_that_are_only_expected_are_compared_with_what_is_never_filtered()
    {
        var terms = Accepted(Asked("192.0.2.1/32") with { Engagement = Expecting("198.51.100.7/32", "8.8.8.8/32", "8.0.0.0/8") });

        Assert.Equal(["198.51.100.7/32"], terms.Engagement!.Sources.Select(s => s.Prefix.ToString()));
    }

    [Fact]
    public void Order_that_expects_only_what_is_never_filtered_is_declined_and_not_widened() =>
        Assert.Equal(
            new Verdict.Decline(DeclineCode.Policy, "all sources expected here are never filtered here"),
            Judge(Asked("192.0.2.1/32") with { Engagement = Expecting("8.8.8.8/32") }));

    [Theory]
    [InlineData("""{ "asker": ["op1"], "then": "decline", "code": "legal", "reason": "no treaty" }""", "Legal: no treaty")]
    [InlineData("""{ "asker": ["op9"], "then": "decline" }""", "accepted")]
    [InlineData("""{ "asker": ["op1", "op9"], "then": "approval" }""", "rule 1 of the policy (asker op1 or op9)")]
    [InlineData("""{ "action": ["mitigation"], "then": "approval", "reason": "ask the shift" }""", "ask the shift")]
    [InlineData("""{ "action": ["blackhole"], "then": "approval" }""", "accepted")]
    [InlineData("""{ "wider_than": ["/32"], "then": "decline" }""", "accepted")]
    [InlineData("""{ "rules_over": 1, "then": "decline", "code": "capacity" }""", "Capacity: rule 1 of the policy (more than 1 filter entries)")]
    [InlineData("""{ "rules_over": 2, "then": "decline" }""", "accepted")]
    [InlineData("""{ "lifetime_over_s": 3599, "then": "approval" }""", "rule 1 of the policy (longer than 3599 s)")]
    [InlineData("""{ "lifetime_over_s": 3600, "then": "approval" }""", "accepted")]
    [InlineData("""{ "asker": ["op1"], "lifetime_over_s": 3600, "then": "approval" }""", "accepted")]
    [InlineData("""{ "asker": ["op1"], "then": "accept" }, { "then": "decline" }""", "accepted")]
    [InlineData("""{ "asker": ["op9"], "then": "accept" }, { "then": "decline" }""", "Policy: rule 2 of the policy (every order)")]
    public void Members_own_rules_decide_by_asker_action_size_entries_and_lifetime(string rules, string expected)
    {
        _policy = PolicyDocument.Parse($$"""{ "orders": [ {{rules}} ] }""");

        Assert.Equal(expected, Shown(Judge(Asked("192.0.2.1/32", "198.51.100.1/32", "198.51.100.2/32"), "op1:a1/op2")));
    }

    [Fact]
    public void Wide_targets_can_be_had_by_approval_only()
    {
        _policy = PolicyDocument.Parse("""{ "max_scope": ["/24", "/48"], "orders": [ { "wider_than": ["/28", "/64"], "then": "approval" } ] }""");

        Assert.Equal("accepted", Shown(Judge(Asked("192.0.2.16/28", "198.51.100.1/32"))));
        Assert.Equal("rule 1 of the policy (a target wider than /28 or /64)", Shown(Judge(Asked("192.0.2.0/27", "198.51.100.1/32"))));
        Assert.Equal("accepted", Shown(Judge(Asked("2001:db8::/64", "2001:db8:ffff::/48"))));
        Assert.Equal("rule 1 of the policy (a target wider than /28 or /64)", Shown(Judge(Asked("2001:db8:0:2::/63", "2001:db8:ffff::/48"))));
    }

    [Fact]
    public void Order_whose_asker_is_not_named_meets_no_rule_about_askers()
    {
        _policy = PolicyDocument.Parse("""{ "orders": [ { "asker": ["mit-9f3c"], "then": "accept" }, { "then": "decline" } ] }""");

        Assert.IsType<Verdict.Decline>(Judge(Asked("192.0.2.1/32", "198.51.100.1/32")));
    }

    [Fact]
    public void Accepting_rule_lets_nothing_through_that_is_not_the_askers_or_never_filtered()
    {
        _policy = PolicyDocument.Parse("""{ "orders": [ { "then": "accept" } ] }""");

        Assert.Equal(DeclineCode.Unverified, Declined(Asked("203.0.113.1/32", "198.51.100.1/32")).Code);
        Assert.Equal(DeclineCode.Policy, Declined(Asked("192.0.2.129/32", "198.51.100.1/32")).Code);
    }

    [Fact]
    public void Dry_run_judges_says_what_it_would_do_and_takes_no_room()
    {
        _policy = PolicyDocument.Parse("""{ "dry_run": true, "rules_max": 1 }""");

        Assert.Equal("Policy: dry run: would drop traffic to 192.0.2.1/32 from 1 source(s)", Shown(Judge(Asked("192.0.2.1/32", "198.51.100.1/32"))));
        Assert.Equal(0, _quota.Taken);
        Assert.Equal(DeclineCode.Capacity, Declined(Asked("192.0.2.1/32", "198.51.100.1/32", "198.51.100.2/32")).Code);
        Assert.Equal(DeclineCode.Unverified, Declined(Asked("203.0.113.1/32", "198.51.100.1/32")).Code);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "AQ,FR", "Legal: ice")]             // declined in part, so declined
    [InlineData("192.0.2.128/25", "FR", "accepted")]
    [InlineData("192.0.2.0/26", "AQ", "Legal: ice")]
    [InlineData("198.51.100.0/24", "??,DE", "rule 3 of the policy (every order)")]    // half of it is in no line
    [InlineData("203.0.113.0/24", "DE,FR", "accepted")]             // its own line covers nothing that its halves do not
    [InlineData("2001:db8::/48", "AQ,DE", "Legal: ice")]
    public void Wide_target_is_judged_by_every_part_of_it(string target, string countries, string said)
    {
        var table = CountryTable.Parse(
            "192.0.2.0/24\tFR\n192.0.2.0/26\tAQ\n198.51.100.0/25\tDE\n203.0.113.0/24\tAQ\n203.0.113.0/25\tFR\n203.0.113.128/25\tDE\n2001:db8::/32\tDE\n2001:db8:0:5::/64\tAQ\n");
        _policy = PolicyDocument.Parse("""
            { "max_scope": ["/24", "/48"], "orders": [ { "country": ["AQ"], "then": "decline", "code": "legal", "reason": "ice" }, { "country": ["FR", "DE"], "then": "accept" }, { "then": "approval" } ] }
            """).With(table);

        Assert.Equal(countries.Split(','), table.Of(Prefix.Parse(target)).Order(StringComparer.Ordinal));
        var policy = new OrderPolicy(
            () => _policy, () => new(PrefixList.Parse("192.0.2.0/24\n198.51.100.0/24\n203.0.113.0/24\n2001:db8::/48\n")), () => PrefixList.Empty, [MitigationAction.Mitigation], 1000, _quota, new ManualTime(Given.Now));
        var source = target.Contains(':', StringComparison.Ordinal) ? "2001:db8:ffff::/48" : "198.18.0.0/24";
        Assert.Equal(said, Shown(policy.Judge(new(Given.Engagement, Given.Alert, 1, Given.End), Asked(target, source))));
    }

    [Fact]
    public void Target_that_only_one_rule_accepts_carries_no_other_target_with_it()
    {
        _policy = PolicyDocument.Parse("""{ "orders": [ { "country": ["FR"], "then": "accept" }, { "then": "decline" } ] }""").With(CountryTable.Parse("192.0.2.1/32\tFR\n"));
        var both = Asked("192.0.2.1/32") with { Match = new() { Destinations = [Prefix.Parse("192.0.2.1"), Prefix.Parse("192.0.2.2")], Sources = [Prefix.Parse("198.51.100.7"), Prefix.Parse("198.51.100.7")] } };

        Accepted(Asked("192.0.2.1/32", "198.51.100.7/32"));
        Declined(both);
    }

    [Fact]
    public void Country_of_a_target_decides_and_what_no_line_covers_is_unknown()
    {
        var rules = PolicyDocument.Parse("""{ "orders": [ { "country": ["AQ"], "then": "decline", "code": "legal" }, { "country": ["??"], "then": "approval" } ] }""");
        _policy = rules.With(CountryTable.Parse("# made up\n192.0.2.0/26\tAQ\n192.0.2.32/27\tFR\n"));

        Assert.Equal("Legal: rule 1 of the policy (a target in AQ)", Shown(Judge(Asked("192.0.2.1/32", "198.51.100.1/32"))));
        Assert.Equal("accepted", Shown(Judge(Asked("192.0.2.33/32", "198.51.100.1/32"))));
        Assert.Equal("rule 2 of the policy (a target in ??)", Shown(Judge(Asked("192.0.2.65/32", "198.51.100.1/32"))));
    }

    [Fact]
    public void Type_of_attack_that_the_asker_names_decides_and_who_names_none_meets_no_such_rule()
    {
        _policy = PolicyDocument.Parse("""{ "orders": [ { "attack_type": ["HTTP_flood", "slowloris"], "then": "decline", "code": "unsupported" } ] }""");
        var asked = Asked("192.0.2.1/32", "198.51.100.1/32");

        Assert.Equal("Unsupported: rule 1 of the policy (attack type HTTP_flood or slowloris)", Shown(Judge(asked with { Attack = new() { Info = new() { AttackTypes = ["syn_flood", "http_flood"] } } })));
        Assert.Equal("accepted", Shown(Judge(asked with { Attack = new() { Info = new() { AttackTypes = ["syn_flood"] } } })));
        Assert.Equal("accepted", Shown(Judge(asked)));
    }

    [Theory]
    [InlineData("192.0.2.0/24", "line 1: expected a prefix, a tab and two capital letters")]
    [InlineData("192.0.2.0/24\tfr", "line 1: expected a prefix, a tab and two capital letters")]
    [InlineData("\n192.0.2.1/24\tFR", "line 2: ")]
    public void Countries_that_are_not_understood_are_refused(string text, string named) =>
        Assert.StartsWith(named, Assert.Throws<FormatException>(() => CountryTable.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{ "max_scop": [] }""")]
    [InlineData("""{ "max_scope": ["/23"] }""")]
    [InlineData("""{ "max_scope": ["24"] }""")]
    [InlineData("""{ "actions": ["explode"] }""")]
    [InlineData("""{ "actions": null }""")]
    [InlineData("""{ "max_lifetime_s": 299 }""")]
    [InlineData("""{ "rules_max": -1 }""")]
    [InlineData("""{ "orders": null }""")]
    [InlineData("""{ "orders": [ null ] }""")]
    [InlineData("""{ "orders": [ {} ] }""")]
    [InlineData("""{ "orders": [ { "then": "maybe" } ] }""")]
    [InlineData("""{ "orders": [ { "then": "accept", "country": ["aq"] } ] }""")]
    [InlineData("""{ "orders": [ { "then": "accept", "wider_than": ["/40"] } ] }""")]
    [InlineData("""{ "orders": [ { "then": "accept", "asker": null } ] }""")]
    [InlineData("""{ "orders": [ { "then": "accept", "rules_over": -1 } ] }""")]
    [InlineData("""{ "decline": { "code": "whim", "reason": "" } }""")]
    [InlineData("""{ "rules_max": 1, "rules_max": 2 }""")]
    public void Policy_that_is_not_understood_is_refused(string text) => Assert.Throws<FormatException>(() => PolicyDocument.Parse(text));

    private static string Shown(Verdict verdict) => verdict switch
    {
        Verdict.Decline decline => $"{decline.Code}: {decline.Reason}",
        Verdict.Accept accept => accept.NeedsApproval ?? "accepted",
        _ => throw new ArgumentException(verdict.ToString()),
    };

    private static RequestedTerms Asked(string target, params string[] sources) =>
        new(new() { Destinations = [Prefix.Parse(target)], Sources = [.. sources.Select(Prefix.Parse)] }, MitigationAction.Mitigation, new());

    private static EngagementOrder Expecting(params string[] sources) => new() { Sources = [.. sources.Select(s => new AttackSource { Prefix = Prefix.Parse(s) })] };

    private static FilterEntry From(string source) => new() { SourceIp = Prefix.Parse(source) };

    private OrderTerms Accepted(RequestedTerms asked, string engagement = Given.Engagement, string? never = null)
    {
        _never = never is null ? _never : PrefixList.Parse(never);
        return Assert.IsType<Verdict.Accept>(Judge(asked, engagement)).Terms;
    }

    private Verdict.Decline Declined(RequestedTerms asked, string engagement = Given.Engagement, MitigationAction[]? registered = null, string? never = null)
    {
        _never = never is null ? _never : PrefixList.Parse(never);
        return Assert.IsType<Verdict.Decline>(Judge(asked, engagement, registered));
    }

    private Verdict Judge(RequestedTerms asked, string engagement = Given.Engagement, MitigationAction[]? registered = null) =>
        Policy(registered ?? [MitigationAction.Mitigation, MitigationAction.Blackhole, MitigationAction.Flowspec]).Judge(new(engagement, Given.Alert, 1, Given.End), asked);

    private OrderPolicy Policy(MitigationAction[] registered) =>
        new(() => _policy, () => new(PrefixList.Parse("192.0.2.0/24\n2001:db8::/48\n")), () => _never, [.. registered], 1000, _quota, new ManualTime(Given.Now));
}
