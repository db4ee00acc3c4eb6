using Grains.Mitigations;
using Grains.Operators;
using Grains.Sightings;

namespace Grains.Tests.Sightings;

/// <summary>Operators asked before the plan, through all grains: what the planner is told, and what becomes of the plan when they say nothing.</summary>
public sealed class SightingPlanTests
{
    private static readonly SightingOptions Patient = SightingOptions.Default with { Deadline = TimeSpan.FromSeconds(60) };
    private static readonly SightingOptions Hasty = SightingOptions.Default with { Deadline = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task Plan_waits_for_what_operators_see_and_is_told()
    {
        await using var world = await GrainsWorld.Start(sightings: Patient);
        await Ask(world);
        await world.Eventually(() => world.Questions.Count == 2);
        Assert.Empty(world.Planned);
        Assert.Empty((await world.Status())!.Operators);

        foreach (var (member, question) in world.Questions)
            Assert.Null(await world.Sighted(member, Given.Answer(question, member == "op2" ? 900 : 0)));

        await world.Until(s => s.Operators.Length == 2);
        Assert.Equal([("op2", true, true, 900), ("op3", true, false, 0)], world.Planned.Single().Select(s => (s.Operator, s.Answered, s.Seen, s.Bps)));
    }

    [Fact]
    public async Task Question_is_about_the_requests_traffic_and_goes_to_all_but_the_asker()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        await Ask(world);
        await world.Until(s => s.Operators.Length == 2);

        Assert.Equal(["op2", "op3"], world.Questions.Select(q => q.Operator).Order());
        var question = world.Questions.First().Question;
        Assert.Equal(["192.0.2.1/32"], question.Destinations.Select(d => d.ToString()));
        Assert.Equal(((byte)17, "161"), (question.Protocols.Single(), question.SourcePorts.Single().ToString()));
    }

    [Fact]
    public async Task Silent_operators_do_not_keep_the_plan_from_being_made()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        await Ask(world);

        await world.Until(s => s.Operators.Length == 2);

        Assert.Equal([false, false], world.Planned.Single().Select(s => s.Answered));
    }

    [Fact]
    public async Task Late_answer_counts_for_the_next_plan_where_only_those_are_asked_who_do_not_filter_already()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        world.Chosen = ["op2"];
        await Ask(world);
        await world.Until(s => s.Operators is [{ State: EngagementState.Accepted }]);
        Assert.Null(await world.Sighted("op3", Given.Answer(world.Questions.First(q => q.Operator == "op3").Question, 700)));

        // Others are looked for at once when somebody may not help any more.
        world.Chosen = null;
        Assert.Null(await world.Registry.Suspend(GrainsWorld.As("admin1"), "op2", "test"));
        await world.Until(s => s.Operators.Any(o => o.Operator == "op3"));

        var next = world.Planned.ElementAt(1);
        Assert.Equal((true, 700), next.Single(s => s.Operator == "op3") is var known ? (known.Answered, known.Bps!.Value) : default);
        Assert.Equal(["op2", "op3", "op3"], world.Questions.Select(q => q.Operator).Order());
    }

    [Fact]
    public async Task Late_answer_counts_for_the_next_plan_also_when_nobody_is_asked_for_that()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        world.Chosen = ["op2"];
        await Ask(world);
        await world.Until(s => s.Operators is [{ State: EngagementState.Accepted }]);
        Assert.Null(await world.Sighted("op3", Given.Answer(world.Questions.First(q => q.Operator == "op3").Question, 700)));

        (world.Chosen, world.Use) = (null, SightingUse.Helpful);
        Assert.Null(await world.Registry.Suspend(GrainsWorld.As("admin1"), "op2", "test"));
        await world.Until(s => s.Operators.Any(o => o.Operator == "op3"));

        Assert.Equal((true, 700), world.Planned.ElementAt(1).SingleOrDefault(s => s.Operator == "op3") is { } known ? (known.Answered, known.Bps!.Value) : default);
        Assert.Equal(2, world.Questions.Count);
    }

    [Fact]
    public async Task Answers_from_whom_was_not_asked_or_to_what_was_not_asked_are_refused()
    {
        await using var world = await GrainsWorld.Start(sightings: Patient);
        await Ask(world);
        await world.Eventually(() => world.Questions.Count == 2);
        var answer = Given.Answer(world.Questions.First().Question);

        Assert.Equal(RefusalReason.NotAsked, (await world.Sighted("op1", answer))!.Reason);
        Assert.Equal(RefusalReason.NotAsked, (await world.Sighted("op9", answer))!.Reason);
        Assert.Equal(RefusalReason.NotAsked, (await world.Sighted("op2", answer with { Id = SightingId.New(Given.Key).ToString() }))!.Reason);
        Assert.Null(await world.Sighted("op2", answer));
        Assert.Null(await world.Sighted("op2", answer with { Bps = 1e12 }));
        await world.Sighted("op3", answer);

        await world.Until(s => s.Operators.Length == 2);
        Assert.Equal(800, world.Planned.Single().Single(s => s.Operator == "op2").Bps);
    }

    [Fact]
    public async Task Failing_links_do_not_keep_the_plan_from_being_made()
    {
        await using var world = await GrainsWorld.Start(sightings: Patient);
        world.Look = (member, _, _) => member == "op2" ? throw new InvalidOperationException("a bug") : Task.FromResult(DeliveryOutcome.Failed("connect: refused"));
        await Ask(world);

        await world.Until(s => s.Operators.Length == 2);
    }

    [Theory]
    [InlineData(SightingsWhen.Policy, null, false)]
    [InlineData(SightingsWhen.Policy, "sightings", true)]
    [InlineData(SightingsWhen.Always, null, true)]
    [InlineData(SightingsWhen.Never, "sightings", false)]
    public async Task Setting_and_policy_say_whether_operators_are_asked(SightingsWhen when, string? policy, bool asked)
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty with { When = when });

        await world.Ask(request: GrainsWorld.Request() with { Policy = policy });
        await world.Until(s => s.Operators.Length == 2);

        Assert.Equal(asked, !world.Questions.IsEmpty);
        Assert.Equal(asked, !world.Planned.Single().IsEmpty);
    }

    [Fact]
    public async Task Asker_that_asks_without_end_does_not_have_operators_looking_without_end()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        for (var n = 1; n <= 20; n++)
        {
            Assert.Null((await world.Ask(request: GrainsWorld.Request($"192.0.2.{n}") with { Policy = "sightings" }, date: DateTimeOffset.UnixEpoch.AddSeconds(n), hash: $"h{n}")).Refused);
            await world.Eventually(() => world.Planned.Count >= n);
        }

        Assert.InRange(world.Questions.Select(q => q.Question.Id).Distinct().Count(), SightingBudget.Burst, SightingBudget.Burst + 5);
    }

    [Fact]
    public async Task Suspended_operator_is_asked_nothing()
    {
        await using var world = await GrainsWorld.Start(sightings: Hasty);
        Assert.Null(await world.Registry.Suspend(GrainsWorld.As("admin1"), "op3", "test"));
        await world.Seen();

        await Ask(world);
        await world.Until(s => s.Operators.Length == 1);

        Assert.Equal(["op2"], world.Questions.Select(q => q.Operator));
    }

    [Fact]
    public async Task Operator_that_is_suspended_while_others_are_waited_for_is_not_in_the_plan()
    {
        await using var world = await GrainsWorld.Start(sightings: Patient);
        await Ask(world);
        await world.Eventually(() => world.Questions.Count == 2);
        Assert.Null(await world.Registry.Suspend(GrainsWorld.As("admin1"), "op3", "test"));
        await world.Seen();

        foreach (var (member, question) in world.Questions)
            await world.Sighted(member, Given.Answer(question));

        Assert.Equal(["op2"], (await world.Until(s => s.Operators.Length > 0)).Operators.Select(o => o.Operator));
    }

    [Fact]
    public async Task Neither_neighbours_nor_volumes_are_stored()
    {
        await using var world = await GrainsWorld.Start(sightings: Patient);
        await Ask(world);
        await world.Eventually(() => world.Questions.Count == 2);
        foreach (var (member, question) in world.Questions)
            await world.Sighted(member, new() { Id = question.Id.ToString(), Seen = true, Bps = 987_654_321, Ingress = [new(4_111_222_333, 987_654_321)] });
        await world.Until(s => s.Operators.Length == 2 && s.Operators.All(o => o.State == EngagementState.Accepted));

        var entries = new List<string>();
        await foreach (var entry in world.Store.Ledger("mitigation", Given.Key.ToString()))
            entries.Add(System.Text.Encoding.UTF8.GetString(entry.Event.Content.Span));
        Assert.NotEmpty(entries);
        Assert.DoesNotContain(entries, e => e.Contains("4111222333", StringComparison.Ordinal) || e.Contains("987654321", StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(world.Folder).Where(f => Path.GetFileName(f) != "lock"), f => Assert.DoesNotContain("4111222333", Text(f), StringComparison.Ordinal));
    }

    private static Task<MitigationAnswer> Ask(GrainsWorld world) => world.Ask(request: GrainsWorld.Request() with { Policy = "sightings" });

    private static string Text(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
