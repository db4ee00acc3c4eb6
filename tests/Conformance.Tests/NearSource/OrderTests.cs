using System.Globalization;
using System.Text.Json.Nodes;

namespace Conformance.Tests.NearSource;

/// <summary>What controllers are told (mechanism, section 2; design, sections 4 and 5): what concerns them, as narrow as it was asked for.</summary>
[Collection(Paths.Name)]
public sealed class OrderTests(PathWorld world)
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Each_is_told_only_the_sources_that_are_expected_to_cross_it()
    {
        var help = world.Help(101, 40).From(150, 6 * Giga).From(151, 4 * Giga);
        await help.Orders("m130", "m131");

        foreach (var (to, own, foreign) in new[] { ("m130", 150, 151), ("m131", 151, 150) })
        {
            var order = await help.OrderTo(to);
            Assert.Equal(Enumerable.Range(10, 4).Select(i => Atlas.At(own, i)), order.Engagement!["sources"]!.AsArray().Select(s => ((string)s!["prefix"]!).Replace("/32", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            Assert.DoesNotContain(Atlas.At(foreign, 1)[..^1], order.Heard.Text, StringComparison.Ordinal);
        }

        await help.Terminate();
    }

    [Fact]
    public async Task Order_says_what_the_mechanism_says_and_names_no_other_member()
    {
        var help = world.Help(101, 41).From(150, 6 * Giga).From(151, 4 * Giga);
        help.Body["lifetime"] = 600;
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await help.Orders("m130", "m131");

        var order = await help.OrderTo("m130");
        Assert.Equal(["0", "attack", "1.0.0"], new[] { "sender_asn", "type", "version" }.Select(a => (string?)order.Body[a]));
        Assert.Equal(world.Gateway.SenderId("orchestrator"), (string?)order.Body["sender_id"]);
        Assert.Matches("^[0-9a-f]{64}$", (string)order.Body["alert_id"]!);
        Assert.NotEqual(help.Alert, (string?)order.Body["alert_id"]);
        Assert.Equal(help.Target, (string?)order.Body["packet_header"]!["dst_ip"]);
        Assert.Equal(1, (int)order.Body["mitigation_action"]!);
        Assert.Equal(1, (int)order.Engagement!["revision"]!);
        Assert.InRange((long)order.Engagement["not_after"]!, before + 590, before + 690);
        Assert.Equal(0.6, (double)order.Engagement["share"]!, 3);
        Assert.DoesNotContain("m131", order.Heard.Text, StringComparison.Ordinal);
        await help.Terminate();
    }

    [Theory]
    [InlineData("""{}""", 4)]
    [InlineData("""{"protocols":"6","dst_ports":"443"}""", 8)]
    public async Task Direct_attack_is_matched_by_its_sources_and_nothing_wider(string header, int addresses)
    {
        var help = world.Help(101, 70 + addresses).From(150, 6 * Giga, addresses).Header(header);
        await help.Orders("m130");

        var matched = ((string?)(await help.OrderTo("m130")).Body["packet_header"]!["src_ips"] ?? "").Split(',').SelectMany(Addresses);
        Assert.Equal(Enumerable.Range(10, addresses), matched.Order());
        await help.Terminate();

        // The last octet of each address of "20.1.50.12/31".
        static IEnumerable<int> Addresses(string prefix)
        {
            Assert.StartsWith("20.1.50.", prefix, StringComparison.Ordinal);
            var parts = prefix[8..].Split('/');
            return Enumerable.Range(int.Parse(parts[0], CultureInfo.InvariantCulture), 1 << (32 - (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 32)));
        }
    }

    [Theory]
    [InlineData(53)]
    [InlineData(123)]
    [InlineData(389)]
    [InlineData(11211)]
    public async Task Reflection_is_matched_by_its_source_port(int port)
    {
        var help = world.Help(101, 100 + (port % 100)).Header($$"""{"protocols":"17","src_ports":"{{port}}"}""");
        for (var i = 1; i <= 100; i++)
            help.Source(Atlas.At(150, i), ("bps", 60_000_000), ("packets", 5000));
        await help.Orders("m130");

        var header = (await help.OrderTo("m130")).Body["packet_header"]!;
        Assert.Equal(("17", $"{port}"), ((string?)header["protocols"], (string?)header["src_ports"]));
        await help.Terminate();
    }

    [Theory]
    [InlineData("20.1.1.64/28")]
    [InlineData("20.1.1.0/24")]
    [InlineData("20.1.1.50,20.1.1.51,20.1.1.52")]
    [InlineData("20.1.1.96/28,20.1.1.200")]
    public async Task Order_for_many_targets_names_no_address_that_was_not_asked_for_and_all_that_were(string targets)
    {
        var help = new Help(world, "a101", targets, world.NewAlert()).From(150, Giga).Header("""{"protocols":"17"}""");
        (await help.Send()).Accepted();
        await PlanningWorld.Until(() => Ordered().ToHashSet().IsSupersetOf(Wanted()));

        Assert.Equal(Wanted(), Ordered());
        (await help.Terminate()).Accepted();

        string[] Wanted() => [.. targets.Split(',').Order(StringComparer.Ordinal)];

        // However many orders carry them.
        string[] Ordered() => [.. world.Controllers.Heard.Where(t => t.Message == "mitigation_request" && ((string?)t.Engagement?["id"] ?? "").Contains(help.Alert, StringComparison.Ordinal))
            .SelectMany(t => t.Target.Split(',')).Select(t => t.Replace("/32", "", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Operator_with_few_entries_left_is_never_ordered_more_of_them()
    {
        (await world.Register(632, """{"rules_max":6,"rules_free":6}""")).Accepted();
        var help = world.Help(601, 44);
        for (var i = 1; i <= 100; i++)
            help.Source(Atlas.At(652, i * 2), ("bps", 1_000_000));

        var answer = (await help.Send()).Accepted();
        await PlanningWorld.Until(async () => world.Controllers.Ordered(help.Target).Length == 1 || (string?)(await help.Send()).Extension?["mitigation"]?["state"] != "accepted");

        foreach (var order in world.Controllers.Orders(help.Target))
        {
            var header = order.Body["packet_header"]!;
            Assert.InRange(((string?)header["src_ips"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Length, 0, 6);
        }

        await help.Terminate();
        (await world.Register(632)).Accepted();
    }

    [Fact]
    public async Task Withdrawal_reaches_everybody_who_was_ordered()
    {
        var help = world.Help(101, 45).From(150, 6 * Giga).From(151, 4 * Giga);
        await help.Orders("m130", "m131");
        var minted = (string)(await help.OrderTo("m130")).Body["alert_id"]!;

        Assert.Equal(2, (int)(await help.Terminate()).Accepted().Body["status"]!);

        await PlanningWorld.Until(() => world.Controllers.Heard.Where(t => t.Message == "mitigation_termination_request" && (string?)t.Body["alert_id"] == minted)
            .Select(t => t.To).Distinct().Order(StringComparer.Ordinal).SequenceEqual(["m130", "m131"]));
    }

    [Fact]
    public async Task Blackhole_is_ordered_as_such_and_never_in_place_of_another_action()
    {
        var help = world.Help(401, 46).From(458, Giga);
        await help.Orders("m438");
        Assert.Equal(1, (int)(await help.OrderTo("m438")).Body["mitigation_action"]!);
        await help.Terminate();

        var blackhole = world.Help(401, 47).From(458, Giga);
        blackhole.Body["mitigation_action"] = 2;
        await blackhole.Orders("m438");
        Assert.Equal(2, (int)(await blackhole.OrderTo("m438")).Body["mitigation_action"]!);
        await blackhole.Terminate();
    }
}
