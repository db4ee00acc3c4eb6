using Recovery.Tests.Processes;
using Support;
using Xunit.Abstractions;

namespace Recovery.Tests.Orchestrators;

public sealed class KillPointsTests(ITestOutputHelper output)
{
    /// <summary>A point that nothing reaches any more would kill nothing and prove nothing.</summary>
    [Fact]
    public async Task Life_of_a_mitigation_without_a_death_passes_every_point()
    {
        using var folder = new TempFolder();
        await using var world = new OrchestratorWorld();
        await world.Start(folder.File("points"));
        await Scenario.Play(world, null, output);
        Assert.Equal((0, 0), await world.StopAndVerify());
        Assert.Empty(PointsOf.NotReached(KillPoints.All, folder.File("points"), output));
    }
}
