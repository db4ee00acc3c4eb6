using System.Diagnostics;
using System.Text;
using CrashHook;

namespace Recovery.Tests.Processes;

/// <summary>One of the product's executables as a process of its own, to be killed and started again.</summary>
internal sealed class Child : IAsyncDisposable
{
    /// <summary>What a shell would say of a process that kill -9 ended.</summary>
    public const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Child(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = Wait();
    }

    /// <summary>The exit code, once it has ended.</summary>
    public Task<int> Exited { get; }

    /// <summary>What it wrote, for a person who looks at a failure.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="product">Name of the project: "Orchestrator.Gateway" or "Controller".</param>
    /// <param name="crashPlan">File that says where it shall kill itself, once there is one; null: nowhere.</param>
    /// <param name="crashLog">File for the points it reaches; null: none.</param>
    public static Child Start(string product, string[] arguments, IReadOnlyDictionary<string, string> environment, string? crashPlan = null, string? crashLog = null)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Assembly(product), .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        // Its short life is all start: nothing in it is worth being measured for a better compilation.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        if (crashPlan is not null || crashLog is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(CrashPlan).Assembly.Location;
            start.Environment["CRASH_PLAN"] = crashPlan;
            start.Environment["CRASH_LOG"] = crashLog;
        }

        return new Child(Process.Start(start) ?? throw new InvalidOperationException($"{product} did not start"));
    }

    /// <summary>kill -9.</summary>
    public void Kill() => Signal.Kill(_process.Id);

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public Task<int> Stop()
    {
        Signal.Terminate(_process.Id);
        return Exited.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
            Kill();
        await Exited;
        _process.Dispose();
    }

    private static string Assembly(string product)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, product, here.Name, product + ".dll");
    }

    private async Task<int> Wait()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
