using System.Security.Cryptography;
using Dots.Mechanism;
using Dots.Transport.Mechanism;
using Recovery.Tests.Processes;
using Xunit.Abstractions;

namespace Recovery.Tests.Customers;

/// <summary>kill -9 of a controller with customers: what was accepted goes on, the orchestrator is asked under one alert_id, and the end arrives everywhere.</summary>
public sealed class KilledWithCustomersTests(KilledWithCustomersTests.Fixture fixture, ITestOutputHelper output) : IClassFixture<KilledWithCustomersTests.Fixture>
{
    [Theory]
    [InlineData("store.write(accepted):start")]
    [InlineData("store.write(accepted):stop")]
    [InlineData("store.write(escalated):start")]
    [InlineData("store.write(escalated):stop")]
    [InlineData("escalation.send(request):start")]
    [InlineData("escalation.send(request):stop")]
    [InlineData("mitigator.run(apply):start")]
    [InlineData("store.write(withdrawn):start")]
    [InlineData("store.write(withdrawn):stop")]
    [InlineData("mitigator.run(withdraw):stop")]
    [InlineData("escalation.send(termination):start")]
    [InlineData("escalation.send(termination):stop")]
    public async Task Accepted_mitigation_survives_and_ends_everywhere(string point)
    {
        var world = await fixture.World();
        try
        {
            await Play(world, point);
        }
        catch
        {
            output.WriteLine(world.Process.Output);
            throw;
        }

        fixture.KeepForNext(world);
    }

    private static async Task Play(CustomerWorld world, string point)
    {
        var alert = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var sender = world.Members.SenderId("customer1");
        world.Process.Deaths.Clear();
        world.Orchestrator.Requests.Clear();
        world.Orchestrator.Terminations.Clear();
        world.Process.PlanDeath(point);

        await Members.Answered("the customer's request", () => world.Client.Request(
            new MitigationRequest
            {
                AlertId = alert, SenderId = sender, Lifetime = TimeSpan.FromHours(1), Header = new PacketHeader { Targets = ["192.0.2.129"], Protocols = [17], SourcePorts = [new(53, 53)] },
            },
            CancellationToken.None));
        await Wait.Until("own means are in place", () => world.Mitigator.InPlace);
        await Wait.Until("the orchestrator was asked", () => !world.Orchestrator.Requests.IsEmpty);
        await Status(world, alert, MitigationStatus.Ongoing);

        await Wait.Until(
            "an end that was answered", () => Members.Answered("the customer's end", () => world.Client.Terminate(new() { AlertId = alert, SenderId = sender }, CancellationToken.None)),
            s => s.Status == MitigationStatus.Done);
        await Wait.Until("nothing is in place", () => !world.Mitigator.InPlace);
        await Wait.Until("the orchestrator was told", () => !world.Orchestrator.Terminations.IsEmpty);
        await Wait.Until("the death that was planned", () => !world.Process.Deaths.IsEmpty);
        await world.Process.Ready();

        Assert.Equal([Child.Killed], world.Process.Deaths);
        Assert.Single(world.Orchestrator.Requests.Select(r => r.AlertId).Concat(world.Orchestrator.Terminations).Distinct());

        // What has ended is not revived by a request that comes late.
        await Status(world, alert, MitigationStatus.Done);
        Assert.False(world.Mitigator.InPlace);
    }

    /// <summary>Asks again until the answer is this, as a customer without a callback does.</summary>
    private static Task Status(CustomerWorld world, string alert, MitigationStatus wanted) => Wait.Until(
        $"status {wanted}",
        () => Members.Answered("the customer's refresh", () => world.Client.Request(
            new MitigationRequest
            {
                AlertId = alert, SenderId = world.Members.SenderId("customer1"), Lifetime = TimeSpan.FromHours(1),
                Header = new PacketHeader { Targets = ["192.0.2.129"], Protocols = [17], SourcePorts = [new(53, 53)] },
            },
            CancellationToken.None)),
        s => s.Status == wanted);

    /// <summary>A controller with many lives on one data directory, and a new one after a test that failed.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private CustomerWorld? _used, _good;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (_used is not null)
                await _used.DisposeAsync();
        }

        internal async Task<CustomerWorld> World()
        {
            if (_good is null)
            {
                await DisposeAsync();
                _used = await CustomerWorld.Start();
            }

            _good = null;
            return _used!;
        }

        internal void KeepForNext(CustomerWorld world) => _good = world;
    }
}
