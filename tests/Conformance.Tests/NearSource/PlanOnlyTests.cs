namespace Conformance.Tests.NearSource;

/// <summary>Dry runs (mechanism, section 2: plan_only): who would be asked, and nothing else happens.</summary>
[Collection(Paths.Name)]
public sealed class PlanOnlyTests(PathWorld world)
{
    private const long Giga = 1_000_000_000;

    [Theory]
    [InlineData("20.2.1.1")]
    [InlineData("20.1.30.1")]
    [InlineData("8.8.8.8")]
    [InlineData("20.1.0.0/16")]
    [InlineData("0.0.0.0/0")]
    public async Task Target_that_is_not_the_callers_is_403(string target)
    {
        var help = new Help(world, "a101", target, world.NewAlert()).From(150, Giga).With("plan_only", true);

        (await help.Send()).Refused(403, 255, target);
    }

    [Fact]
    public async Task Nobody_is_sent_anything_and_nothing_is_stored()
    {
        var help = world.Help(101, 30).From(150, Giga).From(151, Giga);

        Assert.NotEmpty((await help.Plan()).Names);

        (await help.Terminate()).Refused(404, 255, "alert_id");
        (await help.Health(50)).Refused(404, 255, "alert_id");
        Assert.False(world.Stores(help.Alert));

        // What is asked afterwards arrives; what was only planned did not before it.
        var real = world.Help(101, 31).From(150, Giga);
        await real.Orders("m130");
        Assert.True(world.Stores(real.Alert));
        Assert.Empty(world.Controllers.Orders(help.Target));
        Assert.DoesNotContain(world.Controllers.Heard, t => t.Message == "sighting_request");
        await real.Terminate();
    }

    [Fact]
    public async Task Same_alert_may_be_asked_in_earnest_afterwards_and_is_ordered_as_planned()
    {
        var help = world.Help(101, 32).From(150, 6 * Giga).From(151, 4 * Giga);
        var plan = await help.Plan();

        help.With("plan_only", false);
        await help.Orders("m130", "m131");

        foreach (var name in plan.Names)
            Assert.Equal(plan.Share(name), (double)(await help.OrderTo(name)).Engagement!["share"]!, 6);
        await help.Terminate();
    }

    [Fact]
    public async Task Mitigation_that_runs_is_not_touched_by_a_dry_run_under_its_alert_id()
    {
        var help = world.Help(101, 33).From(150, Giga);
        await help.Orders("m130");

        var other = new Help(world, "a101", help.Target, help.Alert).From(151, Giga);
        Assert.Equal(200, (await other.With("plan_only", true).Send()).Status);

        // A refresh that changes something reaches both controllers, so it is later than anything the dry run might have sent.
        var after = world.Help(101, 34).From(151, Giga);
        await after.Orders("m131");
        Assert.Equal(["m130"], world.Controllers.Ordered(help.Target));
        Assert.All(world.Controllers.Orders(help.Target), o => Assert.Equal(1, (int)o.Engagement!["revision"]!));
        Assert.DoesNotContain(world.Controllers.Heard, t => t.Message == "mitigation_termination_request" && t.Heard.Text.Contains(help.Alert, StringComparison.Ordinal));
        Assert.Equal(2, (int)(await help.Terminate()).Accepted().Body["status"]!);
        await after.Terminate();
    }

    [Fact]
    public async Task Plan_says_state_reach_residue_and_of_each_operator_name_state_share_and_reason()
    {
        var plan = await world.Help(101).From(150, 6 * Giga).From(152, 4 * Giga).Volume(10 * Giga).Takes(5 * Giga).Plan();

        Assert.Equal("planned", (string?)plan.Mitigation["state"]);
        Assert.Equal(1, plan.Reach, 6);
        Assert.Equal(4.0 * Giga, (double)plan.Mitigation["residue_bps"]!, 1e6);
        Assert.All(plan.Operators, o => Assert.Superset(new HashSet<string> { "name", "state", "share", "reason" }, o.Select(m => m.Key).ToHashSet()));
    }

    [Fact]
    public async Task Attack_that_no_member_meets_is_planned_with_nobody_and_says_so()
    {
        var plan = await world.Help(701).From(750, Giga).Plan();

        Assert.Empty(plan.Names);
        Assert.Equal(0, plan.Reach);
    }
}
