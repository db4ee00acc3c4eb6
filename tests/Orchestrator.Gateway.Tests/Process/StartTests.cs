using System.Net;
using System.Runtime.Versioning;

namespace Orchestrator.Gateway.Tests.Process;

/// <summary>What the executable refuses to start with, and how it says so (contracts, Settings: exit code 2).</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Bad_settings_refuse_to_start_with_exit_code_2_and_every_problem_named()
    {
        await using var world = GatewayWorld.Prepare();
        var settings = GatewayProcess.Settings(world, 1);
        settings["Colour"] = "blue";
        settings["Limits__RequestsPerMinute"] = "5";
        settings["Limits__Burst"] = "none";
        settings["Heartbeat__Seconds"] = "4";
        settings["Storage__Provider"] = "Files";
        settings["Planning__Policy"] = "cheapest";
        settings["Planning__Aim"] = "hops";
        settings["Planning__CostLimit"] = "-1";
        settings["Consortium__File"] = world.Folder.File("absent.json");
        settings.Remove("Identity__Key");

        await using var process = GatewayProcess.Start(world.Folder.Path, settings, "--Planning:Whom=everybody");
        var (exit, _, errors) = await process.Ended();

        Assert.Equal(2, exit);
        foreach (var named in new[] { "Colour", "Limits:RequestsPerMinute", "Limits:Burst", "Heartbeat:Seconds", "Storage:Provider", "absent.json", "Identity:Key", "Planning:Whom", "Planning:Policy", "Planning:Aim", "Planning:CostLimit" })
            Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(world.Folder.File("journal")));
    }

    [Fact]
    public async Task Usage_is_told_while_the_orchestrator_runs()
    {
        await using var world = await GatewayWorld.Start();

        await using var usage = GatewayProcess.Start(world.Folder.Path, [], "usage", world.Folder.Path, "--format", "csv");
        var (exit, output, errors) = await usage.Ended();

        Assert.True(exit == 0, errors);
        Assert.StartsWith("mitigation,asker,operator,", output, StringComparison.Ordinal);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Key_that_others_can_read_refuses_to_start()
    {
        await using var world = GatewayWorld.Prepare();
        File.SetUnixFileMode(world.Folder.File("pki/orchestrator.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await using var process = GatewayProcess.Start(world.Folder.Path, GatewayProcess.Settings(world, 1));
        var (exit, _, errors) = await process.Ended();

        Assert.Equal(2, exit);
        Assert.Contains("orchestrator.key", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_process_on_the_same_data_refuses_to_start_and_names_the_directory()
    {
        await using var world = await GatewayWorld.Start();

        await using var second = GatewayProcess.Start(world.Folder.Path, GatewayProcess.Settings(world, 1));
        var (exit, _, errors) = await second.Ended();

        Assert.Equal(2, exit);
        Assert.Contains(world.Folder.Path, errors, StringComparison.Ordinal);
        using var wire = new Wire(world.Url, null);
        Assert.Equal((int)HttpStatusCode.OK, (await wire.Get("readyz")).Status);
    }

    [Fact]
    public async Task Data_directory_that_cannot_be_made_refuses_to_start_and_is_named()
    {
        await using var world = GatewayWorld.Prepare();
        var settings = GatewayProcess.Settings(world, 1);
        settings["Data__Directory"] = world.Folder.File("consortium.json");

        await using var process = GatewayProcess.Start(world.Folder.Path, settings);
        var (exit, _, errors) = await process.Ended();

        Assert.Equal(2, exit);
        Assert.Contains("Data:Directory", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing-here")]
    [InlineData("pki/ca.crt")]
    public void Ledger_that_is_not_there_is_not_verified(string path)
    {
        using var folder = new Support.TempFolder();
        using var output = new StringWriter();

        Assert.Equal(2, Gateway.Ledger.LedgerCommand.Verify(folder.File(path), output));
        Assert.StartsWith("bad: there is no journal", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_below_a_data_directory_is_found()
    {
        await using var world = await GatewayWorld.Start();
        await world.StopGateway();
        using var output = new StringWriter();

        Assert.Equal(0, Gateway.Ledger.LedgerCommand.Verify(world.Folder.Path, output));
        Assert.Contains("streams=1", output.ToString(), StringComparison.Ordinal);
    }
}
