using System.Text.Json.Nodes;

namespace Conformance.Tests.NearSource;

/// <summary>What a request's policy does (design, section 4, item 6; mechanism, section 2).</summary>
[Collection(Paths.Name)]
public sealed class PolicyTests(PathWorld world)
{
    private const long Giga = 1_000_000_000;

    [Fact]
    public async Task Near_source_is_what_a_request_means_that_names_no_policy()
    {
        var named = await world.Help(101).From(150, Giga).With("policy", "near-source").Plan();
        var unnamed = await world.Help(101).From(150, Giga).Plan();

        Assert.Equal(["m130"], named.Names);
        Assert.Equal(named.Names, unnamed.Names);
    }

    [Fact]
    public async Task Broadcast_asks_everyone_who_could_help_and_nobody_else()
    {
        var plan = await world.Help(101).From(150, Giga).With("policy", "broadcast").Plan();

        // 430 has no entries left, 432 offers another action, 433 to 435 are not there or not approved, 770 needs a returning path.
        Assert.Equal(world.AllOperators.Except([430, 432, 433, 434, 435, 770]).Select(world.Name).Order(StringComparer.Ordinal), plan.Names);
    }

    [Fact]
    public async Task Manual_asks_exactly_those_named_on_the_path_or_not()
    {
        var plan = await world.Help(101).From(150, Giga).With("policy", "manual").With("operators", Names("m131", "m530")).Plan();

        Assert.Equal(["m131", "m530"], plan.Names);
    }

    [Fact]
    public async Task Manual_with_somebody_named_twice_asks_it_once()
    {
        var help = world.Help(101, 20).From(150, Giga).With("policy", "manual").With("operators", Names("m131", "m131", "m131"));

        await help.Orders("m131");

        var order = await help.OrderTo("m131");
        Assert.Single(world.Controllers.Orders(help.Target));
        Assert.Equal(1, (int)order.Engagement!["revision"]!);
        await help.Terminate();
    }

    [Theory]
    [InlineData("m999")]
    [InlineData("m434")]
    [InlineData("m435")]
    [InlineData("a101")]
    [InlineData("")]
    [InlineData("M131")]
    [InlineData("../m131")]
    public async Task Manual_never_asks_who_cannot_be_asked_and_nobody_in_its_place(string name)
    {
        var help = world.Help(101, 21).From(150, Giga).With("policy", "manual").With("operators", Names(name)).With("plan_only", true);

        var answer = await help.Send();

        Assert.True(answer.Status is 200 or 403 or 500 && !(answer.Status == 500 && (int?)answer.Body["error_reason"] == 1), answer.Text);
        if (answer.Status == 200)
            Assert.Empty(new Plan(answer).Names);
    }

    [Fact]
    public async Task Manual_with_some_unknown_still_never_asks_others()
    {
        var answer = await world.Help(101, 22).From(150, Giga).With("policy", "manual").With("operators", Names("m999", "m131")).With("plan_only", true).Send();

        if (answer.Status == 200)
            Assert.Equal(["m131"], new Plan(answer).Names);
        else
            Assert.Contains("operators", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Manual_without_names_asks_nobody(bool empty)
    {
        var help = world.Help(101, 23).From(150, Giga).With("policy", "manual").With("plan_only", true);
        if (empty)
            help.With("operators", Names());

        var answer = await help.Send();

        if (answer.Status == 200)
            Assert.Empty(new Plan(answer).Names);
        else
            Assert.Contains("operators", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_policy_is_refused_and_named()
    {
        var help = world.Help(101, 24).From(150, Giga).With("policy", "cheapest");

        (await help.Send()).Refused(500, 0, "policy");
    }

    private static JsonArray Names(params string[] names) => [.. names.Select(n => (JsonNode?)n)];
}
