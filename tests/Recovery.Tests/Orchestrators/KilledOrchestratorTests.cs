using Xunit.Abstractions;

namespace Recovery.Tests.Orchestrators;

/// <summary>
/// kill -9 of the orchestrator around every durable write and every send: the next process goes on, no controller acts twice, the withdrawal arrives.
/// One class a group of points, so that they run beside each other.
/// </summary>
public abstract class KilledOrchestratorTests(KilledOrchestratorTests.Fixture fixture, ITestOutputHelper output)
{
    public sealed class Registering(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Registered);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_members_register_goes_on(string point) => Played(point);
    }

    public sealed class Storing(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Stored);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_accepting_goes_on(string point) => Played(point);
    }

    public sealed class Planning(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Planned);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_planning_goes_on(string point) => Played(point);
    }

    public sealed class Sending(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Sent);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_ordering_goes_on(string point) => Played(point);
    }

    public sealed class Acknowledging(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Acknowledged);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_controllers_answer_goes_on(string point) => Played(point);
    }

    public sealed class Reporting(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Reported);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_controllers_report_goes_on(string point) => Played(point);
    }

    public sealed class Withdrawing(Fixture fixture, ITestOutputHelper output) : KilledOrchestratorTests(fixture, output), IClassFixture<KilledOrchestratorTests.Fixture>
    {
        public static TheoryData<string> Points => new(KillPoints.Withdrawn);

        [Theory, MemberData(nameof(Points))]
        public Task Orchestrator_killed_while_withdrawing_goes_on(string point) => Played(point);
    }

    private protected async Task Played(string point)
    {
        var world = await fixture.World();
        await Scenario.Play(world, point, output);
        fixture.KeepForNext(world);
    }

    /// <summary>An orchestrator with many lives on one data directory, and a new one after a test that failed. In the end its ledger is checked.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private OrchestratorWorld? _used;
        private OrchestratorWorld? _good;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (_good is not null)
                Assert.Equal((0, 0), await _good.StopAndVerify());
            if (_used is not null)
                await _used.DisposeAsync();
        }

        internal async Task<OrchestratorWorld> World()
        {
            if (_good is null)
            {
                if (_used is not null)
                    await _used.DisposeAsync();
                _used = new OrchestratorWorld();
                await _used.Start();
            }

            _good = null;
            return _used!;
        }

        internal void KeepForNext(OrchestratorWorld world) => _good = world;
    }
}
