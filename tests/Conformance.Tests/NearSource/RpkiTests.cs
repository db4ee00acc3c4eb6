namespace Conformance.Tests.NearSource;

/// <summary>RPKI for ownership, required (design, section 5): by containment, maxLength does not matter, AS0 never counts.</summary>
public sealed class RpkiRequiredTests(RequireWorld world) : IClassFixture<RequireWorld>
{
    [Theory]
    [InlineData(201)]
    [InlineData(207)]
    [InlineData(305)]
    [InlineData(206)]
    public async Task Target_that_a_payload_gives_to_the_member_or_an_administrator_overruled_is_planned_for(int asker)
    {
        Assert.Equal(["m130"], (await world.Help(asker).From(150, 1_000_000).Plan()).Names);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    public async Task Other_targets_are_403_and_named(int asker)
    {
        var help = world.Help(asker).From(150, 1_000_000);

        (await help.Send()).Refused(403, 255, help.Target);
        (await help.With("plan_only", true).Send()).Refused(403, 255, help.Target);
        Assert.Empty(world.Controllers.Orders(help.Target));
    }
}

/// <summary>RPKI for ownership, warned of (design, section 5): who is unproven is helped and never blackholed.</summary>
public sealed class RpkiWarnedTests(WarnWorld world) : IClassFixture<WarnWorld>
{
    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(207)]
    [InlineData(305)]
    public async Task Everybody_is_helped(int asker)
    {
        Assert.Equal(["m130"], (await world.Help(asker).From(150, 1_000_000).Plan()).Names);
    }

    [Theory]
    [InlineData(201, true)]
    [InlineData(202, false)]
    [InlineData(203, false)]
    [InlineData(204, false)]
    [InlineData(207, true)]
    [InlineData(305, true)]
    public async Task Blackholed_is_only_what_is_proven(int asker, bool proven)
    {
        var help = world.Help(asker, 2).From(150, 1_000_000).With("plan_only", true);
        help.Body["mitigation_action"] = 2;

        var answer = await help.Send();

        if (proven)
            Assert.Equal(["m130"], new Plan(answer.Accepted()).Names);
        else
            Assert.True(answer.Status != 200 || new Plan(answer).Names.Length == 0, answer.Text);
    }
}
