using System.Runtime.InteropServices;
using Hosting.Health;
using Hosting.Settings;
using Quickstart.Live;
using Quickstart.Scenario;
using Spectre.Console;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(ScenarioOptions.Usage);
    return 0;
}

var (options, problem) = ScenarioOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine($"run: {problem}");
    Console.Error.WriteLine(ScenarioOptions.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

var (setting, refusal) = Setting.Of(options);
if (setting is null)
{
    Console.Error.WriteLine($"run: {refusal}");
    return 2;
}

Console.WriteLine($"orchestrator {Build.Version}, flavour {Build.Flavour}; data in {Path.GetFullPath(options.Data)}; https://localhost:{options.PortBase}");
try
{
    await using var world = new SimulatedWorld(options, setting, TimeProvider.System);
    foreach (var line in SettingLines.Of(setting, world.MaxBandwidth))
        Console.WriteLine(line);
    await world.Start();
    if (options.PlanOnly)
    {
        foreach (var line in PlanTable.Lines(await new ScenarioPlayer(world, options, TimeProvider.System).Plan(stopping.Token), world.Attack.OfferedBps))
            Console.WriteLine(line);
        return 0;
    }

    var result = await Play(world, options, stopping.Token);
    if (!options.Once && !stopping.IsCancellationRequested)
    {
        Console.WriteLine(result);
        Console.WriteLine("serving until Ctrl-C");
        await Task.Delay(Timeout.Infinite, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return result.Failure is null ? 0 : 1;
    }

    Console.WriteLine(result);
    return result.Failure is null ? 0 : 1;
}
catch (SettingsException e)
{
    Console.Error.WriteLine($"run: {e.Message}");
    Console.WriteLine(new ScenarioResult { Failure = e.Message });
    return 1;
}
catch (Exception e) when (e is IOException or TimeoutException or ScenarioFailedException)
{
    Console.WriteLine(new ScenarioResult { Failure = e.Message });
    return 1;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    Console.WriteLine(new ScenarioResult { Failure = "interrupted" });
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopping.Cancel();
}

static async Task<ScenarioResult> Play(SimulatedWorld world, ScenarioOptions options, CancellationToken stop)
{
    var player = new ScenarioPlayer(world, options, TimeProvider.System);
    using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
    var show = LiveShow.Run(player.Views(over.Token), AnsiConsole.Console, CancellationToken.None);
    ScenarioResult result;
    try
    {
        result = await player.Play(stop);
    }
    finally
    {
        await over.CancelAsync();
        await show;
    }

    foreach (var (phase, at) in player.Phases)
        Console.WriteLine($"{at.TotalMilliseconds,8:0} ms  {phase}");
    foreach (var line in player.Help is { } help ? HelpTable.Lines(help) : [])
        Console.WriteLine(line);
    foreach (var line in UsageTable.Lines(player.Usage))
        Console.WriteLine(line);
    return result;
}
