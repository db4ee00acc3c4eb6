using Simulation.Runs;

namespace Simulation.Tests.Runs;

public sealed class OptionsTests
{
    [Fact]
    public void Many_runs_are_asked_for_by_count_and_seed() => Assert.Equal(new Options(50, 7, null, true), Options.Parse(["--runs", "50", "--seed", "7", "--stats"]));

    [Fact]
    public void One_history_is_asked_for_by_its_seed() => Assert.Equal(9, Options.Parse(["--replay", "9"])!.Replay);

    [Theory]
    [InlineData("--runs")]
    [InlineData("--runs", "many")]
    [InlineData("--sed", "1")]
    [InlineData("--seed", "-1")]
    public void What_cannot_be_understood_is_refused(params string[] args) => Assert.Null(Options.Parse(args));
}
