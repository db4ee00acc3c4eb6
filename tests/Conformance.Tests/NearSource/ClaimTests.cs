using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Storage;

namespace Conformance.Tests.NearSource;

/// <summary>What runs when the RPKI's data change (design, section 5; contracts, Planning:Rpki), where it is required.</summary>
public sealed class ClaimsRequiredTests(ClaimsRequiredWorld world) : IClassFixture<ClaimsRequiredWorld>
{
    [Fact]
    public async Task Bad_payloads_end_nothing_and_good_ones_what_they_give_to_others()
    {
        var (given, missing, overruled, kept) = (world.Running(201), world.Running(202), world.Running(203), world.Running(204));
        foreach (var help in new[] { given, missing, overruled, kept })
            await help.Orders("m130");
        Assert.Equal(["m130"], (await world.Running(205).Plan()).Names);
        Assert.Equal(400, (await world.Overrule(203, "")).Status);
        Assert.Equal(200, (await world.Overrule(203, "ticket 17: the ROA is late")).Status);

        var (lines, good) = (world.Gateway.Log.Lines.Count, await File.ReadAllTextAsync(world.PathOf("rpki.json")));
        world.Replace("rpki.json", good[..(good.Length / 2)]);
        await PlanningWorld.Until(() => world.Gateway.Log.Lines.Skip(lines).Any(l => l.Contains("rpki.json", StringComparison.Ordinal)), () => string.Join('\n', world.Gateway.Log.Lines));
        await world.RunsOn(given);
        (await given.Send()).Accepted();

        world.Give((201, 999), (202, null), (203, 999), (205, 0));

        await world.Later(() => world.Withdrawn(given).Length > 0, () => world.Story(given), step: 3);
        Assert.NotEqual(1, (int)(await given.Health(50)).Body["status"]!);
        await PlanningWorld.Until(async () => (await world.Help(202, 2).From(150, 1000).With("plan_only", true).Send()).Status == 403);
        foreach (var asker in new[] { 201, 202, 205 })
            (await world.Help(asker, 2).From(150, 1000).Send()).Refused(403, 255, Atlas.At(asker, 2));
        (await missing.Send()).Refused(403, 255, missing.Target);
        foreach (var help in new[] { missing, overruled, kept })
            await world.RunsOn(help);
        (await overruled.Send()).Accepted();
        (await kept.Send()).Accepted();
        Assert.Contains(await Consortium(), t => t.Contains("ticket 17: the ROA is late", StringComparison.Ordinal) && t.Contains("admin1", StringComparison.Ordinal) && t.Contains(Atlas.V4(203), StringComparison.Ordinal));

        world.Give((202, 202), (205, 205));

        await PlanningWorld.Until(async () => (await world.Running(205).With("plan_only", true).Send()).Status == 200);
        (await missing.Send()).Accepted();
        Assert.Empty(world.Withdrawn(missing));
        foreach (var help in new[] { missing, overruled, kept })
            (await help.Terminate()).Accepted();
    }

    private async Task<List<string>> Consortium()
    {
        var told = new List<string>();
        await foreach (var entry in world.Gateway.Services.GetRequiredService<IDocumentStore>().Ledger("consortium", "0"))
            told.Add(Encoding.UTF8.GetString(entry.Event.Content.Span));
        return told;
    }
}

/// <summary>The same where it is only warned of: a blackhole needs the proof all the time, filters do not.</summary>
public sealed class ClaimsWarnedTests(ClaimsWarnedWorld world) : IClassFixture<ClaimsWarnedWorld>
{
    [Fact]
    public async Task Blackhole_of_what_is_not_proven_any_more_is_ended_and_filters_go_on()
    {
        Help[] filters = [world.Running(201), world.Running(202), world.Running(203)], holes = [world.Running(204), world.Running(205), world.Running(206)];
        foreach (var hole in holes)
            hole.Body["mitigation_action"] = 2;
        foreach (var help in filters.Concat(holes))
            await help.Orders("m130");

        world.Give((201, 999), (202, null), (204, 999), (205, null));

        foreach (var hole in holes[..2])
            await world.Later(() => world.InForce(hole).Length == 0, () => world.Story(hole), step: 3);
        foreach (var help in filters.Append(holes[2]))
            await world.RunsOn(help);
        foreach (var hole in holes[..2])
            Assert.All(world.Said(hole).Where(t => t.Message == "mitigation_request"), o => Assert.Equal(2, (int)o.Body["mitigation_action"]!));
        var again = world.Help(204, 2).From(150, 1000).With("plan_only", true);
        again.Body["mitigation_action"] = 2;
        var answer = await again.Send();
        Assert.True(answer.Status != 200 || new Plan(answer).Names.Length == 0, answer.Text);
        foreach (var help in filters.Append(holes[2]))
            (await help.Terminate()).Accepted();
    }
}

/// <summary>The same where it is off.</summary>
public sealed class ClaimsOffTests(ClaimsOffWorld world) : IClassFixture<ClaimsOffWorld>
{
    [Theory]
    [InlineData(201, 1)]
    [InlineData(202, 1)]
    [InlineData(203, 1)]
    [InlineData(201, 2)]
    [InlineData(202, 2)]
    public async Task What_the_payloads_say_decides_nothing(int asker, int action)
    {
        var help = world.Help(asker, 10 + action).From(150, 1_000_000);
        help.Body["mitigation_action"] = action;

        await help.Orders("m130");

        await world.RunsOn(help);
        Assert.All(world.Said(help).Where(t => t.Message == "mitigation_request"), o => Assert.Equal(action, (int)o.Body["mitigation_action"]!));
        (await help.Terminate()).Accepted();
    }
}
