using System.Net;
using System.Text.Json.Nodes;
using Dots.Transport.Names;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Mechanism;

namespace Orchestrator.Gateway.Tests.Mechanism;

/// <summary>Heartbeats and withdrawals are served first (design, section 5).</summary>
public sealed class ServingOrderTests
{
    [Fact]
    public async Task Heartbeats_and_withdrawals_pass_requests_that_wait_for_their_turn()
    {
        var (looking, lookUp) = (new TaskCompletionSource(), new TaskCompletionSource<IPAddress[]>());
        await using var world = await GatewayWorld.Start(services: s =>
        {
            s.AddSingleton(new ServingOrder(requests: 1, others: 1));
            s.AddSingleton(new TargetNames(
                (_, _) =>
                {
                    looking.SetResult();
                    return lookUp.Task;
                },
                new Support.ManualTime()));
        });
        var (wire, running) = (world.Wire("op1"), Body.NewAlert());
        var registration = Body.Registration();
        registration["protected_zone"] = JsonNode.Parse("""[{"index":1,"ipv4_CIDR":"192.0.2.0/24"},{"index":2,"DNS_name":"www.example.org"}]""");
        (await wire.Post("registration", registration)).Accepted();
        (await wire.Post("mitigation_request", Body.Request(world, running))).Accepted();

        var slow = wire.Post("mitigation_request", Body.Request(world, Body.NewAlert(), "www.example.org"));
        await looking.Task;
        var waiting = wire.Post("mitigation_request", Body.Request(world, Body.NewAlert(), "192.0.2.2"));
        (await wire.Post("heartbeat", Body.Heartbeat(world))).Accepted();
        (await wire.Post("registration", registration)).Accepted();
        (await wire.Post("mitigation_termination_request", Body.Termination(world, running))).Accepted();
        Assert.False(slow.IsCompleted || waiting.IsCompleted);

        lookUp.SetResult([IPAddress.Parse("192.0.2.3")]);
        (await slow).Accepted();
        (await waiting).Accepted();
    }

    [Fact]
    public async Task Turn_that_does_not_come_before_the_deadline_takes_no_place()
    {
        var order = new ServingOrder(1, 1);
        using var gone = new CancellationTokenSource();
        var first = await order.Turn(Dots.Mechanism.MessageName.Registration, CancellationToken.None);
        var second = order.Turn(Dots.Mechanism.MessageName.MitigationStatusUpdates, gone.Token);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.AsTask());
        first.Dispose();

        (await order.Turn(Dots.Mechanism.MessageName.Registration, CancellationToken.None)).Dispose();
    }
}
