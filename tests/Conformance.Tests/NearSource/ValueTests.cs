using System.Globalization;
using System.Text;

namespace Conformance.Tests.NearSource;

/// <summary>What requests may say in their extension (mechanism, sections 2 to 4), and what becomes of what they may not.</summary>
[Collection(Paths.Name)]
public sealed class ValueTests(PathWorld world)
{
    public static TheoryData<string, string> Wrong => new()
    {
        { """{"sources":[{"prefix":"20.1.50.9","bps":-1}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":"NaN"}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":"Infinity"}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":1e400}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":{}}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":[1]}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","bps":true}]}""", "bps" },
        { """{"sources":[{"prefix":"20.1.50.9","pps":-0.5}]}""", "pps" },
        { """{"sources":[{"prefix":"20.1.50.9","pps":"many"}]}""", "pps" },
        { """{"sources":[{"prefix":"20.1.50.9","packets":-1}]}""", "packets" },
        { """{"sources":[{"prefix":"20.1.50.9","packets":1.5}]}""", "packets" },
        { """{"sources":[{"prefix":"20.1.50.9/24"}]}""", "prefix" },
        { """{"sources":[{"prefix":"20.1.50.0/33"}]}""", "prefix" },
        { """{"sources":[{"prefix":"somewhere"}]}""", "prefix" },
        { """{"sources":[{"prefix":5}]}""", "prefix" },
        { """{"sources":[{"prefix":"20.1.50.9,20.1.50.10"}]}""", "prefix" },
        { """{"sources":{}}""", "sources" },
        { """{"sources":"20.1.50.9"}""", "sources" },
        { """{"sources":7}""", "sources" },
        { """{"sources":["20.1.50.9"]}""", "sources" },
        { """{"sources":[[]]}""", "sources" },
        { """{"volume_bps":-1}""", "volume_bps" },
        { """{"volume_bps":"NaN"}""", "volume_bps" },
        { """{"volume_bps":1e400}""", "volume_bps" },
        { """{"volume_bps":[]}""", "volume_bps" },
        { """{"policy":"nearest"}""", "policy" },
        { """{"policy":""}""", "policy" },
        { """{"policy":7}""", "policy" },
        { """{"policy":["near-source"]}""", "policy" },
        { """{"policy":"manual","operators":"m130"}""", "operators" },
        { """{"policy":"manual","operators":{}}""", "operators" },
        { """{"policy":"manual","operators":[{}]}""", "operators" },
        { """{"policy":"manual","operators":[["m130"]]}""", "operators" },
        { """{"plan_only":"perhaps"}""", "plan_only" },
        { """{"plan_only":2}""", "plan_only" },
        { """{"plan_only":{}}""", "plan_only" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Value_that_the_extension_does_not_know_is_500_0_and_named(string members, string named)
    {
        var body = Body(members);

        var answer = await world.From("a101").Post("mitigation_request", body);

        answer.Refused(500, 0, named);
    }

    [Theory]
    [InlineData("""{"sources":[{}]}""")]
    [InlineData("""{"sources":[{"bps":5}]}""")]
    [InlineData("""{"sources":[{"prefix":"20.1.50.9"},{"pps":5}]}""")]
    public async Task Source_without_its_prefix_is_400_0(string members)
    {
        (await world.From("a101").Post("mitigation_request", Body(members))).Refused(400, 0, "prefix");
    }

    [Theory]
    [InlineData("""{"sources":[{"prefix":"20.1.50.9","bps":NaN}]}""")]
    [InlineData("""{"volume_bps":Infinity}""")]
    [InlineData("""{"volume_bps":0x10}""")]
    [InlineData("""{"volume_bps":1,"volume_bps":2}""")]
    [InlineData("""{"sources":[{"prefix":"20.1.50.9","prefix":"20.1.51.9"}]}""")]
    public async Task What_is_no_JSON_or_doubles_a_member_is_400_0(string members)
    {
        (await world.From("a101").Post("mitigation_request", Body(members))).Refused(400, 0);
    }

    [Theory]
    [InlineData("""{"plan_only":true,"tomorrow":{"x":[1]}}""")]
    [InlineData("""{"plan_only":true,"sources":[{"prefix":"20.1.50.9","colour":"red"}]}""")]
    public async Task Unknown_members_of_the_extension_are_ignored(string members)
    {
        (await world.From("a101").Post("mitigation_request", Body(members))).Accepted();
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("1e18")]
    [InlineData("1e30")]
    [InlineData("1e300")]
    [InlineData("0")]
    [InlineData("\"1000\"")]
    public async Task Weights_however_large_give_shares_or_a_refusal_and_never_nonsense(string weight)
    {
        var sources = string.Join(',', Enumerable.Range(1, 20).Select(i => $$"""{"prefix":"{{Atlas.At(i % 2 == 0 ? 150 : 151, i)}}","bps":{{weight}},"pps":{{weight}}}"""));

        var answer = await world.From("a101").Post("mitigation_request", Body($$"""{"plan_only":true,"volume_bps":{{weight}},"sources":[{{sources}}]}"""));

        Assert.True(answer.Status == 200 || (answer.Status, (int?)answer.Body["error_reason"]) == (500, 0), answer.Text);
        if (answer.Status != 200)
            return;
        var plan = new Plan(answer);
        Assert.InRange(plan.Reach, 0, 1 + 1e-9);
        Assert.All(plan.Operators, o => Assert.InRange((double)o["share"]!, 0, 1 + 1e-9));
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("20.1.1.1")]
    [InlineData("::ffff:20.1.50.9")]
    public async Task Strange_sources_are_answered_and_the_true_ones_still_decide(string prefix)
    {
        var answer = await world.From("a101").Post("mitigation_request", Body($$"""{"plan_only":true,"sources":[{"prefix":"{{prefix}}","bps":1},{"prefix":"20.1.50.9","bps":1000}]}"""));

        Assert.True(answer.Status == 200 || (answer.Status, (int?)answer.Body["error_reason"]) == (500, 0), answer.Text);
        if (answer.Status == 200)
            Assert.Contains("m130", new Plan(answer).Names);
    }

    [Fact]
    public async Task A_hundred_thousand_sources_are_planned_and_one_more_is_refused()
    {
        var most = await world.From("a101").Post("mitigation_request", Many(100_000));

        Assert.Contains("m130", new Plan(most.Accepted()).Names);
        var over = await world.From("a101").Post("mitigation_request", Many(100_001));
        Assert.True(over.Status is 400 or 413 or 403 || (over.Status, (int?)over.Body["error_reason"]) == (500, 0), $"{over.Status} {over.Detail}");
        Assert.Contains("sources", over.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_sources_are_accepted_and_ordered_in_earnest()
    {
        var help = world.Help(101, 60);
        var body = Many(100_000).Replace("\"plan_only\":true", "\"plan_only\":false", StringComparison.Ordinal)
            .Replace(new string('0', 64), help.Alert, StringComparison.Ordinal).Replace("\"20.1.1.1\"", $"\"{help.Target}\"", StringComparison.Ordinal);

        (await world.From("a101").Post("mitigation_request", body)).Accepted();
        await PlanningWorld.Until(() => world.Controllers.Ordered(help.Target).Length > 0);

        (await help.Terminate()).Accepted();
    }

    /// <summary>Fits 4 MiB: addresses of 150, some many times.</summary>
    private string Many(int count)
    {
        var sources = new StringBuilder();
        for (var i = 0; i < count; i++)
            sources.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}{{\"prefix\":\"20.1.50.{i % 256}\"}}");
        return Body($$"""{"plan_only":true,"sources":[{{sources}}]}""");
    }

    private string Body(string members)
    {
        var body = world.Help(101).Body;
        body["alert_id"] = new string('0', 64);
        return body.ToJsonString()[..^1] + ",\"extensions\":{\"orchestrator\":{\"version\":1," + members[1..] + "}}";
    }
}
