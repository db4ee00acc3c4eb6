using Xunit.Abstractions;

namespace Recovery.Tests.Controllers;

/// <summary>kill -9 of the controller: the next process goes on with its orders, never applies one twice while it is in place, and the withdrawal arrives.</summary>
public abstract class KilledControllerTests(KilledControllerTests.Fixture fixture, ITestOutputHelper output)
{
    public sealed class Ordering(Fixture fixture, ITestOutputHelper output) : KilledControllerTests(fixture, output), IClassFixture<KilledControllerTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Ordered);

        [Theory, MemberData(nameof(Points))]
        public Task Controller_killed_while_applying_goes_on(string point) => Played(point);
    }

    public sealed class Withdrawing(Fixture fixture, ITestOutputHelper output) : KilledControllerTests(fixture, output), IClassFixture<KilledControllerTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Withdrawn);

        [Theory, MemberData(nameof(Points))]
        public Task Controller_killed_while_withdrawing_goes_on(string point) => Played(point);
    }

    private protected async Task Played(string point)
    {
        var world = await fixture.World();
        await Scenario.Play(world, point, output);
        fixture.KeepForNext(world);
    }

    /// <summary>A controller with many lives on one data directory, and a new one after a test that failed. In the end its ledger is checked.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private ControllerWorld? _used;
        private ControllerWorld? _good;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (_good is not null)
                Assert.Equal((0, 0), await _good.StopAndVerify());
            if (_used is not null)
                await _used.DisposeAsync();
        }

        internal async Task<ControllerWorld> World()
        {
            if (_good is null)
            {
                if (_used is not null)
                    await _used.DisposeAsync();
                _used = await ControllerWorld.Start();
            }

            _good = null;
            return _used!;
        }

        internal void KeepForNext(ControllerWorld world) => _good = world;
    }
}
