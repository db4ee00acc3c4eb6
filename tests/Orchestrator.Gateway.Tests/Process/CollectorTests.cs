using System.Text.Json;

namespace Orchestrator.Gateway.Tests.Process;

public sealed class CollectorTests
{
    private const string Setting = "System.GC.Gen0MaxBudget";

    [Fact]
    public void Executables_first_generation_is_as_small_as_the_runtime_here_was_told_and_took()
    {
        var configured = Configured(GatewayProcess.Executable());

        // These tests run with the same setting; what the runtime does not know it leaves out of its own list.
        Assert.Equal(configured, GC.GetConfigurationVariables()["GCGen0MaxBudget"]);
        Assert.InRange(configured, 1 << 20, 64 << 20);
    }

    private static long Configured(string executable)
    {
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(executable, ".runtimeconfig.json")));
        return settings.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").GetProperty(Setting).GetInt64();
    }
}
