using Conformance.Tests.Worlds;

namespace Conformance.Tests.NearSource;

/// <summary>Engagements that come to nothing or do harm bring in the next operators, and what they may have left behind is ended (design, sections 3 to 5).</summary>
public sealed class ReplacingTests(AheadWorld world) : IClassFixture<AheadWorld>
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Health_that_falls_by_20_points_after_an_activation_pauses_the_newest_and_brings_in_the_next()
    {
        var help = Three(11);
        using var scripted = await SecondAfterHealthOf90(help);

        (await help.Health(71)).Accepted();
        await Shows(help, "m131", "active");
        Assert.Empty(world.Withdrawn(help));
        (await help.Health(70)).Accepted();

        await PlanningWorld.Until(() => world.Withdrawn(help) is ["m131"], () => world.Story(help));
        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        Assert.Equal(["m131"], world.Withdrawn(help));
        Assert.Single(world.Said(help), t => t.To == "m131" && t.Message == "mitigation_request");
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Health_that_falls_bit_by_bit_pauses_as_well()
    {
        var help = Three(12);
        (await help.Send()).Accepted();
        await Shows(help, "m130", "active");
        await Shows(help, "m131", "active");

        foreach (var health in new[] { 90, 84, 79, 74, 70 })
        {
            Assert.Empty(world.Withdrawn(help));
            (await help.Health(health)).Accepted();
        }

        await PlanningWorld.Until(() => world.Withdrawn(help).Length > 0, () => world.Story(help));
        Assert.Single(world.Withdrawn(help));
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Paused_operator_is_not_asked_again_and_the_others_go_on_while_health_stays_low()
    {
        var help = Three(13);
        using var scripted = await SecondAfterHealthOf90(help);
        (await help.Health(60)).Accepted();
        await PlanningWorld.Until(() => world.Withdrawn(help) is ["m131"], () => world.Story(help));

        for (var minute = 0; minute < 12; minute++)
        {
            world.Advance(60);
            (await help.Health(60)).Accepted();
        }

        Assert.Single(world.Said(help), t => t.To == "m131" && t.Message == "mitigation_request");
        Assert.DoesNotContain("m130", world.Withdrawn(help));
        (await help.Terminate()).Accepted();
    }

    [Theory]
    [InlineData("silent", 136)]
    [InlineData("failing", 137)]
    [InlineData("garbled", 138)]
    [InlineData("accepted", 139)]
    public async Task Operator_that_does_not_begin_is_replaced_and_told_of_the_end_at_once_where_it_did_not_answer(string how, int asn)
    {
        // No other test needs these, of whom the orchestrator thinks ill afterwards.
        var (member, help) = (world.Name(asn), world.Help(101, asn - 100).From(asn + 20, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga));
        using var scripted = world.Script(member, help, how switch
        {
            "silent" => AheadWorld.Silent,
            "failing" => (_, _) => Task.FromResult<Says?>(new(503, "{}")),
            "garbled" => (_, _) => Task.FromResult<Says?>(new(200, "<html>")),
            _ => (heard, _) => Task.FromResult<Says?>(new(200, world.Says(heard, member, "accepted"))),
        });
        (await help.Send()).Accepted();
        var order = await help.OrderTo(member);

        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        Assert.Equal(new[] { "m131", "m132", member }, world.Ordered(help));
        if (how != "accepted")
        {
            // What it says afterwards comes too late, and no refresh orders it again.
            await world.Later(() => world.Withdrawn(help) is [var only] && only == member, () => world.Story(help));
            (await world.Report(order, "active")).Accepted();
            await world.Refreshed(help);
            Assert.Equal(new[] { "m131", "m132" }, world.InForce(help).Select(o => o.To).Order(StringComparer.Ordinal));
        }

        Assert.All(world.Said(help).Where(t => t.To == member && t.Message == "mitigation_request"), t => Assert.Equal(1, (int)t.Engagement!["revision"]!));
        (await help.Terminate()).Accepted();
        await world.Later(() => world.InForce(help).Length == 0, () => world.Story(help));
    }

    [Fact]
    public async Task Replaced_operator_that_speaks_before_the_other_is_believed_and_nobody_is_asked_for_it_again()
    {
        var help = world.Help(101, 26).From(155, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga);
        var scripted = world.Script("m135", help, AheadWorld.Silent);
        var spoken = new TaskCompletionSource();
        using var slow = world.Script("m132", help, async (_, cancellation) =>
        {
            await spoken.Task.WaitAsync(cancellation);
            return null;
        });
        (await help.Send()).Accepted();
        var order = await help.OrderTo("m135");
        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        scripted.Dispose();

        (await world.Report(order, "active")).Accepted();

        await Shows(help, "m135", "active");
        spoken.SetResult();
        await Shows(help, "m132", "active");
        Assert.Empty(world.Withdrawn(help));
        (await help.Terminate()).Accepted();
        await world.Later(() => world.Withdrawn(help) is ["m131", "m132", "m135"], () => world.Story(help));
    }

    [Theory]
    [InlineData("legal", 31)]
    [InlineData("policy", 32)]
    [InlineData("capacity", 33)]
    [InlineData("unverified", 34)]
    [InlineData("unsupported", 35)]
    public async Task Operator_that_declines_is_replaced_by_the_next_and_not_asked_again(string code, int last)
    {
        var help = Three(last);
        using var scripted = world.Script("m130", help, "declined", code);
        (await help.Send()).Accepted();

        await world.Later(() => world.Ordered(help).Contains("m132"), () => world.Story(help));
        Assert.Equal(["m130", "m131", "m132"], world.Ordered(help));
        Assert.Single(world.Said(help), t => t.To == "m130" && t.Message == "mitigation_request");
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task All_decline_one_after_the_other_and_nobody_is_asked_twice()
    {
        var help = Three(36);
        var scripted = new[] { "m110", "m130", "m131", "m132", "m133", "m134", "m135" }.Select(m => world.Script(m, help, "declined", "policy")).ToArray();
        (await help.Send()).Accepted();

        await world.Later(() => new[] { "m110", "m130", "m131", "m132" }.All(world.Ordered(help).Contains), () => world.Story(help));
        for (var step = 0; step < 20; step++)
        {
            world.Advance(10);
            (await help.Health(30)).Accepted();
        }

        Assert.All(world.Said(help).Where(t => t.Message == "mitigation_request").GroupBy(t => t.To), orders => Assert.Single(orders));
        foreach (var script in scripted)
            script.Dispose();
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Backstop_that_declines_is_followed_by_the_next_one_and_there_is_never_a_second_beside_it()
    {
        var help = world.Help(201, 41).From(250, 50 * Giga).From(251, 40 * Giga).From(253, 2 * Giga).Volume(92 * Giga).Takes(Giga);
        var plan = await world.Help(201, 41).From(250, 50 * Giga).From(251, 40 * Giga).From(253, 2 * Giga).Volume(92 * Giga).Takes(Giga).Plan();
        var backstop = (string)Assert.Single(plan.Operators, o => ((string)o["reason"]!).Contains("backstop", StringComparison.OrdinalIgnoreCase))["name"]!;
        Assert.Contains(backstop, new[] { "m210", "m211" });
        var other = backstop == "m210" ? "m211" : "m210";
        using var scripted = world.Script(backstop, help, "declined", "policy");

        (await help.Send()).Accepted();

        await world.Later(() => world.Ordered(help).Contains(other), () => world.Story(help));
        Assert.Single(world.Said(help), t => t.To == backstop && t.Message == "mitigation_request");
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Who_declines_alone_is_replaced_by_those_who_save_most_and_by_no_backstop_where_they_are_enough()
    {
        // Without 130 a plan asks 131 and 132, after which what is left fits; 110 would catch all and spare little more than half of the hops.
        Help Attacked() => world.Help(101, 42).From(150, 60 * Giga).From(151, 55 * Giga).From(152, 35 * Giga).Volume(150 * Giga).Takes(92 * Giga);
        Assert.Equal(["m130"], (await Attacked().Plan()).Names);
        var help = Attacked();
        using var scripted = world.Script("m130", help, "declined", "capacity");
        (await help.Send()).Accepted();

        await world.Later(() => world.Ordered(help) is ["m130", "m131", "m132"], () => world.Story(help));
        for (var minute = 1; minute <= 5; minute++)
        {
            world.Advance(60);
            (await help.Send()).Accepted();
            await PlanningWorld.Until(() => world.InForce(help).Count(o => (int)o.Engagement!["revision"]! > minute) == 2, () => world.Story(help));
        }

        Assert.Equal(["m130", "m131", "m132"], world.Ordered(help));
        Assert.Empty(world.Withdrawn(help));
        (await help.Terminate()).Accepted();
    }

    /// <summary>130 filters when the asker fares at 90, and 131 from then on.</summary>
    private async Task<Scripted> SecondAfterHealthOf90(Help help)
    {
        var scripted = world.Script("m131", help, "accepted");
        (await help.Send()).Accepted();
        await Shows(help, "m130", "active");
        (await help.Health(90)).Accepted();
        (await world.Report(await help.OrderTo("m131"), "active")).Accepted();
        await Shows(help, "m131", "active");
        return scripted;
    }

    /// <summary>Planned for 130 and 131; 132 saves more than 110 if one of them is lost.</summary>
    private Help Three(int last) => world.Help(101, last).From(150, 6 * Giga).From(151, 5 * Giga).From(152, 4 * Giga);

    private Task Shows(Help help, string member, string state) => PlanningWorld.Until(
        async () => (await world.Gateway.Status(help.Asker, help.Alert)) is { } status && status.Operators.Any(o => o.Operator == member && string.Equals(o.State.ToString(), state, StringComparison.OrdinalIgnoreCase)),
        () => world.Story(help));
}
