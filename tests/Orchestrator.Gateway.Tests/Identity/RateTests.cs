using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Orchestrator.Gateway.Configuration;
using Support;

namespace Orchestrator.Gateway.Tests.Identity;

/// <summary>What a member may send, and that its flood costs neither others nor its own next request (design, section 5: own budgets).</summary>
public sealed class RateTests
{
    private const int Burst = 5;

    [Fact]
    public async Task Flood_is_answered_429_and_costs_neither_other_kinds_of_message_nor_other_members()
    {
        await using var world = await GatewayWorld.Start(change: s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium, Limits = new LimitsSettings { RequestsPerSecond = 1, Burst = Burst },
        });
        var (op1, alert) = (world.Wire("op1"), Body.NewAlert());
        var report = Body.Report(world, "op1", 64501, new string('c', 64), "op1:x:op1", "active", 1);

        foreach (var message in new[] { "mitigation_status_updates", "registration", "heartbeat" })
        {
            var flood = await Task.WhenAll(Enumerable.Range(0, 4 * Burst).Select(_ => op1.Post(message, message == "mitigation_status_updates" ? report : Body.Of(message, world))));
            var refused = flood.Where(a => a.Status == 429).ToArray();
            Assert.InRange(refused.Length, 2 * Burst, 3 * Burst);
            Assert.All(refused, a => Assert.InRange(a.Refused(429, 255, "op1").Unread().RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        }

        (await op1.Post("mitigation_request", Body.Request(world, alert))).Accepted();
        (await op1.Post("mitigation_request", Body.Request(world, alert), TimeProvider.System.GetUtcNow().AddSeconds(1))).Accepted();
        (await op1.Post("mitigation_termination_request", Body.Termination(world, alert))).Accepted();
        (await world.Wire("op2").Post("heartbeat", Body.Heartbeat(world, "op2", 64502))).Accepted();
        (await world.Wire("op2").Post("registration", Body.Registration("op2", "198.51.100.0/24"))).Accepted();
    }

    [Theory]
    [InlineData(MessageName.Heartbeat)]
    [InlineData(MessageName.MitigationRequest)]
    [InlineData(MessageName.MitigationTerminationRequest)]
    public void Message_is_never_refused_because_of_other_kinds(MessageName vital)
    {
        var rates = new MemberRates(1, Burst, new ManualTime());
        foreach (var other in Enum.GetValues<MessageName>().Where(n => n != vital))
            for (var i = 0; i < 10 * Burst; i++)
                rates.Wait("op1", other);

        for (var i = 0; i < Burst; i++)
            Assert.Null(rates.Wait("op1", vital));
        Assert.Equal(TimeSpan.FromSeconds(1), rates.Wait("op1", vital));
    }

    [Fact]
    public void Budget_fills_again_up_to_the_burst_and_no_further()
    {
        var time = new ManualTime();
        var rates = new MemberRates(2, Burst, time);
        while (rates.Wait("op1", MessageName.Registration) is null)
            continue;

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(rates.Wait("op1", MessageName.Registration));
        Assert.Equal(TimeSpan.FromSeconds(0.5), rates.Wait("op1", MessageName.Registration));
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Burst, Enumerable.Range(0, 10 * Burst).Count(_ => rates.Wait("op1", MessageName.Registration) is null));
    }

    [Fact]
    public void Any_number_of_strangers_costs_members_nothing_and_a_bounded_number_of_budgets()
    {
        var time = new ManualTime();
        var rates = new MemberRates(1, Burst, time);
        for (var i = 0; i < 3 * MemberRates.MaximumOfStrangers; i++)
            rates.WaitStranger($"stranger{i}", MessageName.Registration);

        Assert.Equal(MemberRates.MaximumOfStrangers, rates.Strangers);
        Assert.Null(rates.Wait("op1", MessageName.Registration));
        Assert.NotNull(rates.WaitStranger("one more", MessageName.Registration));
        Assert.Null(rates.WaitStranger("stranger0", MessageName.Registration));

        // Those that have been quiet make room.
        time.Advance(TimeSpan.FromSeconds(Burst + 1));
        Assert.Null(rates.WaitStranger("one more", MessageName.Registration));
        Assert.Equal(1, rates.Strangers);
    }

    [Fact]
    public async Task Strangers_that_flood_are_told_to_wait_and_members_are_not()
    {
        await using var world = await GatewayWorld.Start(change: s => new()
        {
            Listen = s.Listen, Development = s.Development, Data = s.Data, Identity = s.Identity, Consortium = s.Consortium, Limits = new LimitsSettings { RequestsPerSecond = 1, Burst = Burst },
        });

        // Each is refused for what it sends, so it never becomes a member with a budget of its own.
        var bad = Body.Registration("Newcomer");
        bad["security_profile"] = new System.Text.Json.Nodes.JsonObject { ["TLS"] = "maybe" };
        var flood = await Task.WhenAll(Enumerable.Range(0, 4 * Burst).Select(_ => world.Wire("stranger").Post("registration", bad)));

        Assert.InRange(flood.Count(a => a.Status == 429), 2 * Burst, 3 * Burst);
        (await world.Wire("op1").Post("registration", Body.Registration())).Accepted();
        (await world.Wire("op1").Post("mitigation_request", Body.Request(world, Body.NewAlert()))).Accepted();
    }
}
