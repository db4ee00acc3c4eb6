using System.Text;
using System.Text.Json.Nodes;

namespace Conformance.Tests.NearSource;

/// <summary>Operators are asked what they see, and what they see decides (mechanism, section 7; design, section 4, item 5).</summary>
public sealed class SightingTests(SightingWorld world) : IClassFixture<SightingWorld>
{
    private const long Giga = 1_000_000_000;

    private static readonly string[] Asked = ["m110", "m130", "m131", "m132"];

    [Fact]
    public async Task Question_says_what_the_mechanism_says_once_to_each_who_could_help()
    {
        var help = world.Sightings().Header("""{"protocols":"17","src_ports":"53"}""");
        var before = TimeProvider.System.GetUtcNow();
        (await help.Send()).Accepted();

        foreach (var member in Asked)
        {
            var body = (await world.Question(member, help.Target)).Body;
            Assert.Equal(["deadline", "dst_ip", "protocols", "sender_asn", "sender_id", "sighting_id", "src_ports", "version"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
            Assert.Equal(("0", world.Gateway.SenderId("orchestrator"), "1.0.0"), ((string?)body["sender_asn"], (string?)body["sender_id"], (string?)body["version"]));
            Assert.Equal(("17", "53"), ((string?)body["protocols"], (string?)body["src_ports"]));
            var deadline = DateTimeOffset.FromUnixTimeMilliseconds((long)body["deadline"]!);
            Assert.InRange(deadline, before, TimeProvider.System.GetUtcNow().AddMilliseconds(SightingWorld.DeadlineMs));
        }

        await PlanningWorld.Until(() => world.Controllers.Ordered(help.Target).Length > 0);
        Assert.Equal(Asked, Questions(help.Target).Select(q => q.To).Where(q => q != "m133").Order(StringComparer.Ordinal));
        Assert.InRange(Questions(help.Target).Count(q => q.To == "m133"), 0, 1);
        await help.Terminate();
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_target_that_is_not_the_callers()
    {
        var help = new Help(world, "a240", Atlas.At(239, 77), world.NewAlert()).With("policy", "sightings").From(150, Giga);

        (await help.Send()).Refused(403, 255, help.Target);
        help.With("plan_only", true);
        (await help.Send()).Refused(403, 255, help.Target);

        var mine = world.Sightings();
        (await mine.Send()).Accepted();
        await world.Question("m130", mine.Target);
        Assert.Empty(Questions(help.Target));
        await mine.Terminate();
    }

    [Fact]
    public async Task What_is_seen_overrules_where_the_graph_puts_the_sources()
    {
        var help = world.Sightings().From(150, 5 * Giga);
        Sees("m130", help, 0);
        Sees("m131", help, 5 * Giga);
        Sees("m132", help, 0);

        await help.Orders("m131");
        await help.Terminate();
    }

    [Fact]
    public async Task What_is_withdrawn_while_operators_look_is_ordered_of_nobody_whatever_they_see()
    {
        var help = world.Sightings().From(150, 5 * Giga);
        (await help.Send()).Accepted();
        var question = await world.Question("m130", help.Target);

        Assert.Equal(2, (int)(await help.Terminate()).Accepted().Body["status"]!);

        await world.Report("m130", (string)question.Body["sighting_id"]!, """{"seen":1,"bps":5000000000,"pps":500000}""");
        var after = world.Sightings().From(150, 5 * Giga);
        await after.Orders("m130");
        Assert.Empty(world.Controllers.Orders(help.Target));
        await after.Terminate();
    }

    [Fact]
    public async Task Nobody_answers_and_the_plan_is_made_by_the_graph_when_the_time_is_over()
    {
        var help = world.Sightings().From(150, 3 * Giga).From(151, 2 * Giga);
        var asked = TimeProvider.System.GetUtcNow();

        await help.Orders("m130", "m131");
        var order = await help.OrderTo("m130");
        Assert.InRange(order.At - asked, TimeSpan.FromMilliseconds(SightingWorld.DeadlineMs / 2), TimeSpan.FromSeconds(60));
        await help.Terminate();
    }

    [Fact]
    public async Task Late_answer_is_taken_and_counts_for_the_next_plan()
    {
        var help = world.Sightings().From(150, 5 * Giga).Volume(5 * Giga);
        Sees("m130", help, 2 * Giga);
        Sees("m132", help, 0);
        await help.Orders("m130");
        var question = await world.Question("m131", help.Target);

        (await world.Report("m131", (string)question.Body["sighting_id"]!, """{"seen":1,"bps":3000000000,"pps":300000}""")).Accepted();
        await PlanningWorld.Until(async () =>
        {
            (await help.Health(10)).Accepted();
            return world.Controllers.Ordered(help.Target).Contains("m131");
        });
        await help.Terminate();
    }

    [Fact]
    public async Task Second_answer_of_an_operator_changes_nothing_and_is_answered_all_the_same()
    {
        var help = world.Sightings();
        Sees("m130", help, 5 * Giga);
        Sees("m131", help, 0);
        Sees("m132", help, 0);
        (await help.Send()).Accepted();
        var question = await world.Question("m130", help.Target);
        await PlanningWorld.Until(() => world.Reports.Count() >= 3);
        await Task.WhenAll(world.Reports);

        Assert.Equal(200, (await world.Report("m130", (string)question.Body["sighting_id"]!, """{"seen":0}""")).Status);

        await help.Ordered("m130");
        await help.Terminate();
    }

    [Fact]
    public async Task Report_of_who_was_not_asked_is_403()
    {
        var help = world.Sightings();
        (await help.Send()).Accepted();
        var id = (string)(await world.Question("m130", help.Target)).Body["sighting_id"]!;
        const string Seen = """{"seen":1,"bps":1000}""";

        (await world.Report("m130", "unknown", Seen)).Refused(403, 255, "sighting_id");
        (await world.Report("m130", id + "x", Seen)).Refused(403, 255, "sighting_id");
        (await world.Report("a240", id, Seen)).Refused(403, 255);
        (await world.Report(help.Asker, id, Seen)).Refused(403, 255);

        // 134 never registered.
        (await world.Report("m134", id, Seen)).Refused(403, 255);
        Assert.DoesNotContain(Questions(help.Target), q => q.To is "m134" or "a240");
        await help.Terminate();
    }

    [Fact]
    public async Task Report_about_another_askers_target_is_403_for_who_is_asked_about_its_own_only()
    {
        // m110 asks for help itself, so that it is not asked about its own attack.
        var (mine, theirs) = (new Help(world, "m110", Atlas.At(110, 12), world.NewAlert()).With("policy", "sightings"), world.Sightings());
        (await mine.Send()).Accepted();
        (await theirs.Send()).Accepted();
        var aboutMine = (string)(await world.Question("m130", mine.Target)).Body["sighting_id"]!;
        var aboutTheirs = (string)(await world.Question("m110", theirs.Target)).Body["sighting_id"]!;

        (await world.Report("m110", aboutMine, """{"seen":1,"bps":1000}""")).Refused(403, 255);
        (await world.Report("m110", aboutTheirs, """{"seen":1,"bps":1000}""")).Accepted();
        Assert.DoesNotContain(Questions(mine.Target), q => q.To == "m110");
        await mine.Terminate();
        await theirs.Terminate();
    }

    [Theory]
    [InlineData("""{"bps":5}""", 400)]
    [InlineData("""{"seen":2}""", 500)]
    [InlineData("""{"seen":1,"bps":-1}""", 500)]
    [InlineData("""{"seen":1,"bps":"NaN"}""", 500)]
    [InlineData("""{"seen":1,"bps":1e400}""", 500)]
    [InlineData("""{"seen":1,"pps":-1}""", 500)]
    [InlineData("""{"seen":1,"sampling":-2}""", 500)]
    [InlineData("""{"seen":1,"sampled_at":"yesterday"}""", 500)]
    [InlineData("""{"seen":1,"ingress":{}}""", 500)]
    [InlineData("""{"seen":1,"ingress":[1]}""", 500)]
    [InlineData("""{"seen":1,"ingress":[{"neighbour_asn":-5,"bps":1}]}""", 500)]
    [InlineData("""{"seen":1,"ingress":[{"neighbour_asn":4294967296,"bps":1}]}""", 500)]
    [InlineData("""{"seen":1,"ingress":[{"neighbour_asn":5,"bps":-1}]}""", 500)]
    [InlineData("""{"seen":1,"dst_ip":"20.1.2.1"}""", 500)]
    public async Task Report_that_is_not_well_made_is_refused_and_does_not_count(string report, int status)
    {
        var help = world.Sightings();
        (await help.Send()).Accepted();
        var id = (string)(await world.Question("m130", help.Target)).Body["sighting_id"]!;

        var answer = await world.Report("m130", id, report);

        Assert.True(answer.Status == status && (int?)answer.Body["error_reason"] == 0, $"{answer.Status} {answer.Text}");
        (await help.Terminate()).Accepted();
    }

    [Fact]
    public async Task Neighbours_and_volumes_reach_neither_askers_nor_other_controllers_nor_the_store()
    {
        var help = world.Sightings();
        world.Sees[("m130", help.Target)] = """{"seen":1,"bps":4777123451,"pps":477712,"ingress":[{"neighbour_asn":4199999913,"bps":3888712349},{"neighbour_asn":150,"bps":888411102}],"sampling":1000}""";
        Sees("m131", help, 0);
        Sees("m132", help, 0);
        await help.Orders("m130");
        var statuses = new StringBuilder((await help.Send()).Accepted().Text).Append((await help.Health(80)).Text);
        statuses.Append((await help.Terminate()).Accepted().Text);

        // What is written comes within seconds; the stop writes the rest.
        await Task.WhenAll(world.Reports);
        foreach (var secret in new[] { "4199999913", "3888712349", "888411102", "4777123451", "477712" })
        {
            Assert.DoesNotContain(secret, statuses.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(world.Controllers.Heard, t => t.Heard.Text.Contains(secret, StringComparison.Ordinal));
            Assert.False(world.Stores(secret), secret);
        }

        Assert.True(world.Stores(help.Alert));
    }

    [Fact]
    public async Task Dry_run_asks_nobody_what_it_sees_either()
    {
        var help = world.Sightings().From(150, Giga);

        var plan = await help.Plan();

        var after = world.Sightings();
        (await after.Send()).Accepted();
        await world.Question("m130", after.Target);
        Assert.Empty(Questions(help.Target));
        Assert.Equal(["m130"], plan.Names);
        await after.Terminate();
    }

    private IEnumerable<Told> Questions(string target) => world.Controllers.Heard.Where(t => t.Message == "sighting_request" && t.Target == target);

    private void Sees(string member, Help help, long bps) => world.Sees[(member, help.Target)] = new JsonObject { ["seen"] = bps > 0 ? 1 : 0, ["bps"] = bps, ["pps"] = bps / 8000, ["sampling"] = 1000 }.ToJsonString();
}
