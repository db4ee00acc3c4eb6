using System.Text.Json.Nodes;

namespace Conformance.Tests.NearSource;

/// <summary>Whom a plan names (design, section 4), on Internets small enough to see the answer; nobody is asked for it.</summary>
[Collection(Paths.Name)]
public sealed class ChoiceTests(PathWorld world)
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Those_far_from_the_target_are_chosen_though_one_beside_it_sees_everything()
    {
        var plan = await world.Help(101).From(150, 6 * Giga).From(151, 4 * Giga).Plan();

        Assert.Equal(["m130", "m131"], plan.Names);
        Assert.Equal((0.6, 0.4, 1.0), (plan.Share("m130"), plan.Share("m131"), plan.Reach), (a, b) => Near(a.Item1, b.Item1) && Near(a.Item2, b.Item2) && Near(a.Item3, b.Item3));
    }

    [Fact]
    public async Task Traffic_counts_once_at_the_nearest_chosen_operator()
    {
        var plan = await world.Help(101).From(150, 6 * Giga).From(151, 3 * Giga).From(152, 1 * Giga).Plan();

        Assert.Equal(["m110", "m130", "m131"], plan.Names);
        Assert.All(new[] { ("m130", 0.6), ("m131", 0.3), ("m110", 0.1) }, s => Assert.Equal(s.Item2, plan.Share(s.Item1), 3));
    }

    [Fact]
    public async Task At_most_so_many_as_the_setting_says_are_chosen_and_those_that_save_most()
    {
        var plan = await Five().Plan();

        Assert.Equal(["m230", "m231", "m232"], plan.Names);
    }

    [Fact]
    public async Task Every_operator_has_its_share_and_a_reason()
    {
        var plan = await Five().Plan();

        Assert.All(plan.Operators, o => Assert.False(string.IsNullOrWhiteSpace((string?)o["reason"])));
        Assert.Equal(120.0 / 123, plan.Operators.Sum(o => (double)o["share"]!), 3);
    }

    [Fact]
    public async Task Same_input_gives_the_same_plan_whatever_the_order_of_its_sources()
    {
        var there = await Five().Plan();
        var back = await world.Help(201).From(254, 1 * Giga).From(252, 30 * Giga).From(253, 2 * Giga).From(251, 40 * Giga).From(250, 50 * Giga).Plan();

        Assert.Equal(there.Operators.Select(o => o.ToJsonString()).Order(StringComparer.Ordinal), back.Operators.Select(o => o.ToJsonString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Recruiting_stops_when_what_is_left_fits_the_askers_link()
    {
        Assert.Equal(["m130"], (await world.Help(101).From(150, 6 * Giga).From(151, 4 * Giga).Volume(10 * Giga).Takes(5 * Giga).Plan()).Names);
        Assert.Equal(["m130", "m131"], (await world.Help(101).From(150, 6 * Giga).From(151, 4 * Giga).Volume(10 * Giga).Takes(3 * Giga).Plan()).Names);
    }

    [Theory]
    [InlineData("current_throughputs")]
    [InlineData("peak_throughputs")]
    public async Task Throughput_in_bytes_a_second_is_the_volume_where_the_extension_tells_none(string throughputs)
    {
        var help = world.Help(101).From(150, 6 * Giga).From(151, 4 * Giga).Takes(5 * Giga);
        help.Body[throughputs] = new JsonObject { ["bps"] = "1250000000" };

        Assert.Equal(["m130"], (await help.Plan()).Names);
    }

    [Fact]
    public async Task One_labelled_backstop_beside_the_target_when_more_is_left_than_the_link_takes()
    {
        var plan = await Five().Volume(123 * Giga).Takes(1 * Giga).Plan();

        Assert.Contains("m210", plan.Names);
        Assert.Contains("backstop", (string)plan["m210"]["reason"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Single(plan.Operators, o => ((string)o["reason"]!).Contains("backstop", StringComparison.OrdinalIgnoreCase));
        Assert.InRange(plan.Operators.Length, 3, 4);
    }

    [Fact]
    public async Task No_backstop_when_what_is_left_fits_the_link()
    {
        var plan = await Five().Volume(123 * Giga).Takes(4 * Giga).Plan();

        Assert.Equal(["m230", "m231", "m232"], plan.Names);
        Assert.DoesNotContain(plan.Operators, o => ((string)o["reason"]!).Contains("backstop", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Of_equals_the_cheaper_are_chosen()
    {
        Assert.Equal(["m331", "m332", "m333"], (await world.Help(301).From(350, Giga).From(351, Giga).From(352, Giga).From(353, Giga).Plan()).Names);
    }

    [Theory]
    [InlineData(430, "no filter entries left")]
    [InlineData(432, "offers another action only")]
    [InlineData(433, "never registered")]
    [InlineData(434, "is not approved")]
    [InlineData(435, "is suspended")]
    [InlineData(437, "has not been proven to have this AS")]
    public async Task Operator_that_cannot_help_is_passed_over_for_the_next_on_the_path(int far, string why)
    {
        var plan = await world.Help(401).From(far + 20, Giga).Plan();

        Assert.True(plan.Names is ["m420"], $"{why}: {plan.Text}");
    }

    [Fact]
    public async Task Operator_without_IPv6_is_passed_over_for_an_IPv6_target_only()
    {
        Assert.Equal(["m431"], (await world.Help(401).From(451, Giga).Plan()).Names);
        Assert.Equal(["m420"], (await world.Help6(401).From(451, Giga, v6: true).Plan()).Names);
    }

    [Fact]
    public async Task Blackhole_is_asked_only_of_who_offers_it()
    {
        var offered = world.Help(401).From(458, Giga);
        offered.Body["mitigation_action"] = 2;
        var not = world.Help(401).From(451, Giga);
        not.Body["mitigation_action"] = 2;

        Assert.Equal(["m438"], (await offered.Plan()).Names);
        Assert.Empty((await not.Plan()).Names);
    }

    [Fact]
    public async Task IPv6_sources_are_mapped_and_weighed_alike()
    {
        var plan = await world.Help6(101).From(150, 6 * Giga, v6: true).From(151, 4 * Giga, v6: true).Plan();

        Assert.Equal(["m130", "m131"], plan.Names);
        Assert.Equal(0.6, plan.Share("m130"), 3);
    }

    [Fact]
    public async Task Path_over_one_peering_is_followed_and_over_two_it_is_no_path()
    {
        var plan = await world.Help(501).From(550, 3 * Giga).From(561, 1 * Giga).Plan();

        Assert.Equal(["m530"], plan.Names);
        Assert.Equal(0.75, plan.Reach, 3);
    }

    [Fact]
    public async Task Longer_way_by_customers_is_taken_before_a_shorter_one_by_a_peer()
    {
        var plan = await world.Help(501).From(545, Giga).Plan();

        // Whoever else is asked, in case the map is wrong, is expected to see less.
        Assert.Contains("m542", plan.Names);
        Assert.All(plan.Operators, o => Assert.True((string?)o["name"] == "m542" || (double)o["share"]! < plan.Share("m542"), plan.Text));
    }

    [Fact]
    public async Task Of_two_equal_ways_the_one_by_the_lower_ASN_counts()
    {
        Assert.Contains("m547", (await world.Help(501).From(549, Giga).Plan()).Names);
    }

    [Theory]
    [InlineData("bps")]
    [InlineData("pps")]
    [InlineData("packets")]
    public async Task Sources_weigh_what_is_told_of_them_in_any_unit(string unit)
    {
        var help = world.Help(601).Source(Atlas.At(650, 9), (unit, 3000)).Source(Atlas.At(651, 9), (unit, 1000));

        var plan = await help.Plan();

        Assert.Equal((0.75, 0.25), (Math.Round(plan.Share("m630"), 3), Math.Round(plan.Share("m631"), 3)));
    }

    [Fact]
    public async Task Sources_without_weights_weigh_the_same()
    {
        var plan = await world.Help(601).Source(Atlas.At(650, 1)).Source(Atlas.At(650, 2)).Source(Atlas.At(650, 3)).Source(Atlas.At(651, 1)).Plan();

        Assert.Equal((0.75, 0.25), (Math.Round(plan.Share("m630"), 3), Math.Round(plan.Share("m631"), 3)));
    }

    [Fact]
    public async Task Sources_that_cannot_be_mapped_count_as_out_of_reach()
    {
        var plan = await world.Help(601).From(650, 5 * Giga).From(651, 1 * Giga).From(660, 3 * Giga).From(661, 1 * Giga).Plan();

        Assert.Equal(["m630", "m631"], plan.Names);
        Assert.Equal(0.6, plan.Reach, 3);
        Assert.Equal(0.5, plan.Share("m630"), 3);
    }

    [Fact]
    public async Task Prefixes_are_sources_too()
    {
        var plan = await world.Help(601).Source(Atlas.V4(650), ("bps", 3 * Giga)).Source("20.6.51.128/25", ("bps", Giga)).Plan();

        Assert.Equal(["m630", "m631"], plan.Names);
        Assert.Equal(0.75, plan.Share("m630"), 3);
    }

    [Fact]
    public async Task Scrubber_beside_the_path_is_asked_only_with_a_returning_path_and_for_what_it_can_carry()
    {
        Assert.Empty((await world.Help(701).From(750, 10 * Giga).Volume(10 * Giga).Takes(Giga).Plan()).Names);

        var plan = await world.Help(702).From(750, 10 * Giga).Volume(10 * Giga).Takes(Giga).Plan();

        Assert.Equal(["m770"], plan.Names);
        Assert.InRange(plan.Share("m770"), 0.1, 0.4001);
    }

    [Fact]
    public async Task Operator_that_asks_is_not_asked_itself()
    {
        var help = new Help(world, "m920", Atlas.At(920), world.NewAlert()).From(950, Giga).From(951, Giga);

        var plan = await help.Plan();

        Assert.Equal(["m930"], plan.Names);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 0.001;

    private Help Five() => world.Help(201).From(250, 50 * Giga).From(251, 40 * Giga).From(252, 30 * Giga).From(253, 2 * Giga).From(254, 1 * Giga);
}
