using System.Text.Json.Nodes;
using Grains.Mitigations;

namespace Orchestrator.Gateway.Tests.Planning;

/// <summary>How an asker says it fares decides who helps it further, and who no longer (design, section 5).</summary>
public sealed class HealthTests : AheadGateway
{
    private static readonly string[] Sources = ["10.1.0.1", "10.2.0.1"];

    [Fact]
    public async Task Member_gets_a_further_operator_below_its_own_threshold_and_who_registered_none_below_the_orchestrators()
    {
        await Start(ask: 1);
        (await World.Wire("op1").Post("registration", Body.Extended(Body.Registration("op1", "192.0.2.0/25"), ("health_threshold", 30)))).Accepted();
        (await World.Wire("customer1").Post("registration", Body.Extended(Body.Registration("customer1", "192.0.2.128/25")))).Accepted();
        var hardy = await Ask("192.0.2.1");
        var careful = await Ask("192.0.2.129", "customer1");

        await Fares(careful, 50, "customer1");
        await Fares(hardy, 30);
        await Nobody(careful, "customer1");
        await Nobody(hardy);

        await Fares(careful, 49, "customer1");
        await Filtering(careful, "customer1", "op2", "op3");
        await Nobody(hardy);

        await Fares(hardy, 29);
        await Filtering(hardy, "op1", "op2", "op3");
        Assert.Equal("health 49 is below 50", Assert.Single(await Calls(careful, "customer1")));
        Assert.Equal("health 29 is below 30", Assert.Single(await Calls(hardy)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fall_from_the_health_of_the_request_itself_takes_out_the_filter_that_began_since(bool refreshes)
    {
        await Start(ask: 1);
        var alert = await Ask("192.0.2.3", health: 90);

        await Tells(71);
        await Filtering(alert, "op1", "op2");
        Assert.Empty(Op2.Withdrawals);
        await Tells(70);

        await GatewayWorld.Until(() => Task.FromResult(Op2.Withdrawals.Count), withdrawals => withdrawals == 1);
        Assert.True((await World.Status("op1", alert))!.Runs);
        var paused = Assert.Single(await Ledger(alert), e => e.Kind == "paused").Content;
        Assert.Equal((90, 70, "op2"), ((int)paused["healthBefore"]!, (int)paused["health"]!, (string)paused["operator"]!));

        async Task Tells(int health)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            var (message, body) = refreshes ? ("mitigation_request", Told(Request(alert, Sources, "192.0.2.3"), health)) : ("mitigation_efficacy_updates", Body.Efficacy(World, alert, health));
            (await World.Wire("op1").Post(message, body, Time.GetUtcNow())).Accepted();
        }
    }

    /// <summary>Asks, and comes back when the operator that catches most of it filters.</summary>
    private async Task<string> Ask(string target, string member = "op1", int? health = null)
    {
        var alert = Body.NewAlert();
        (await World.Wire(member).Post("mitigation_request", Told(Request(alert, Sources, target, member), health), Time.GetUtcNow())).Accepted();
        await Filtering(alert, member, "op2");
        return alert;
    }

    private static JsonObject Told(JsonObject request, int? health)
    {
        if (health is not null)
            request["info"] = new JsonObject { ["health"] = health };
        return request;
    }

    /// <summary>Under attack with this health, after the time within which nobody is called for again.</summary>
    private async Task Fares(string alert, int health, string member = "op1")
    {
        Time.Advance(MitigationRules.RecruitEvery + TimeSpan.FromSeconds(1));
        (await World.Wire(member).Post("mitigation_efficacy_updates", Body.Efficacy(World, alert, health, member: member), Time.GetUtcNow())).Accepted();
    }

    /// <summary>Nobody further has been called for: what is told is answered when its consequences are stored.</summary>
    private async Task Nobody(string alert, string member = "op1") => Assert.Empty(await Calls(alert, member));

    private async Task<List<string?>> Calls(string alert, string member = "op1") =>
        [.. (await Ledger(alert, member)).Where(e => e.Kind == "recruiting").Select(e => (string?)e.Content["why"])];
}
