using System.Diagnostics;
using Controller.Tests.Fakes;

namespace Controller.Tests;

/// <summary>The executable as an operator starts it.</summary>
public sealed class ExecutableTests : IAsyncLifetime
{
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
