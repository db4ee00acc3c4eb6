using System.Diagnostics;
using Controller.Tests.Fakes;
using Dots.Mechanism;
using Dots.Transport.Mechanism;

namespace Controller.Tests;

/// <summary>The executable as an operator starts it.</summary>
public sealed class ExecutableTests : IAsyncLifetime
{
    private static readonly string One = new('1', 64), Three = new('3', 64), Four = new('4', 64);

    private readonly ControllerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Wrong_settings_end_with_code_2_and_every_problem()
    {
        _world.Settings["Listen:0:Endpoint"] = "8443";
        _world.Settings["Nmae"] = "typo";
        _world.Settings["Orchestrator:HeartbeatSeconds"] = "1";
        using var process = Start();

        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        foreach (var path in new[] { "Listen:0:Endpoint:", "Nmae:", "Orchestrator:HeartbeatSeconds:" })
            Assert.Contains(path, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_without_a_token_ends_with_code_2_and_says_what_is_missing()
    {
        using var process = Start("enroll");

        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--token: missing", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_overwrites_no_identity_that_works()
    {
        using var process = Start("enroll", "--token", "any");

        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("not overwritten", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_that_is_in_use_ends_with_code_1()
    {
        var running = await _world.Start();
        using var process = Start();

        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("op2", said, StringComparison.Ordinal);
        await _world.Stop(running);
    }

    [Fact]
    public async Task Sigterm_ends_it_with_code_0()
    {
        using var process = Start();
        var errors = process.StandardError.ReadToEndAsync();
        await ScriptedOrchestrator.Next(_world.Orchestrator.Registrations);

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info ControllerRuntime\.ReadBack\[3401\] op2 remembers 0 orders", await errors);
    }

    [Fact]
    public async Task Local_commands_work_without_the_orchestrator_and_outlive_the_process()
    {
        _world.Write("policy.json", """{ "orders": [ { "asker": ["op3"], "then": "approval" } ] }""");
        var script = _world.Script("mitigate", "cat > /dev/null\necho \"$1\" >> \"$(dirname \"$0\")/calls\"\ncase $1 in withdraw) echo '{\"state\":\"ended\"}';; *) echo '{\"state\":\"active\"}';; esac\n");
        (_world.Settings["Mitigator:Kind"], _world.Settings["Mitigator:Command"]) = ("command", script);
        using var process = Start();
        var errors = process.StandardError.ReadToEndAsync();
        var callback = (await ScriptedOrchestrator.Next(_world.Orchestrator.Registrations)).Extension!.CallbackUrl!;
        using (var client = _world.Orchestrator.Client(callback))
        {
            await client.Request(_world.Order("op1:a1/op2", One), default);
            await _world.Orchestrator.Report(EngagementReportState.Active);
            await client.Request(_world.Order("op3:a3/op2", Three), default);
        }

        await _world.Orchestrator.Stop();
        var (listed, lines, _) = await Command("list");
        Assert.Equal(0, listed);
        Assert.Contains("op3:a3/op2 r1 waiting", lines, StringComparison.Ordinal);
        Assert.Contains("op1:a1/op2 r1 active", lines, StringComparison.Ordinal);
        Assert.Equal(0, (await Command("approve", "op3:a3/op2")).Exit);
        Assert.Equal(1, (await Command("approve", "op3:a9/op2")).Exit);
        Assert.Equal(2, (await Command("decline", "op3:a3/op2", "whim")).Exit);
        Assert.Equal(0, (await Command("stop", "all")).Exit);
        Assert.Equal(2, File.ReadAllLines(_world.PathOf("calls")).Count(c => c == "withdraw"));

        process.Kill();
        await process.WaitForExitAsync();
        await errors;
        var (gone, _, said) = await Command("list");
        Assert.Equal(1, gone);
        Assert.Contains("no controller is running", said, StringComparison.Ordinal);

        await _world.Orchestrator.Start(_world.Orchestrator.Url.Port);
        using var again = Start();
        errors = again.StandardError.ReadToEndAsync();
        callback = (await ScriptedOrchestrator.Next(_world.Orchestrator.Registrations)).Extension!.CallbackUrl!;
        using (var client = _world.Orchestrator.Client(callback))
            Assert.Equal(DeclineCode.Policy, Assert.IsType<SendResult<MitigationStatusUpdates>.Ok>(await client.Request(_world.Order("op4:a4/op2", Four), default)).Message.Extension!.Engagement!.Decline);
        Assert.Equal(0, (await Command("resume", "all")).Exit);
        again.Kill();
        await again.WaitForExitAsync();
        await errors;
    }

    [Theory]
    [InlineData("explode")]
    [InlineData("stop")]
    [InlineData("list", "--settings", "absent.json")]
    public async Task Command_line_that_is_not_understood_ends_with_code_2(params string[] arguments)
    {
        // Usage is the running controller's to judge, but for what is no command at all.
        var running = await _world.Start();

        var (exit, _, said) = await Command(arguments);

        Assert.Equal(2, exit);
        Assert.Contains("expected", said, StringComparison.Ordinal);
        await _world.Stop(running);
    }

    private async Task<(int Exit, string Output, string Error)> Command(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ControllerHost).Assembly.Location, .. arguments])
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _world.Folder,
        };
        foreach (var (key, value) in _world.Settings)
            start.Environment["CONTROLLER__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }
}
