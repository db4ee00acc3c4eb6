using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Controller.Mitigators;

/// <summary>
/// Runs the member's own command, one process per action (contracts, Controller's mitigator): the action as its argument, the order as one
/// JSON line on standard input, JSON lines on standard output, exit code 0. What lasts too long is killed with all its children.
/// </summary>
/// <param name="command">Path of an executable file; it is started directly, no shell looks at it.</param>
/// <param name="limit">Longest time a process may take.</param>
/// <param name="running">Where processes are noted while they run.</param>
internal sealed class CommandMitigator(string command, TimeSpan limit, RunningCommands running, TimeProvider time) : IMitigator
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    /// <summary>Output kept at most, in characters; a process that writes more is killed.</summary>
    private const int MaxOutput = 64 * 1024;

    // The command gets a place to find programs and nothing else: neither settings nor keys of this process.
    private static readonly string[] PassedOn = ["PATH", "HOME", "LANG", "TZ"];

    public Task<MitigatorAnswer> Apply(MitigatorOrder order, CancellationToken cancellation) => Run("apply", order, cancellation);

    public Task<MitigatorAnswer> Withdraw(MitigatorOrder order, CancellationToken cancellation) => Run("withdraw", order, cancellation);

    public Task<MitigatorAnswer> Status(MitigatorOrder order, CancellationToken cancellation) => Run("status", order, cancellation);

    private async Task<MitigatorAnswer> Run(string action, MitigatorOrder order, CancellationToken cancellation)
    {
        using var span = ControllerTrace.Start("mitigator.run", action);
        running.EndLeftOver();
        using var timeout = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var process = Start(action);
        using var noted = running.Note(process);
        try
        {
            var output = Read(process.StandardOutput, stop);
            var errors = Read(process.StandardError, stop);
            // Pipes cannot be read or written cancellably: waiting is what ends, and the kill below then ends the reading.
            await Tell(process, MitigatorLine.Write(order)).WaitAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            var (said, complained) = (await output.WaitAsync(stop.Token), await errors.WaitAsync(stop.Token));
            return process.ExitCode == 0
                ? MitigatorLine.Read(said)
                : throw new MitigatorException($"{command} {action} ended with exit code {process.ExitCode}: {LastLine(complained)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MitigatorException(timeout.IsCancellationRequested
                ? $"{command} {action} took longer than {limit.TotalSeconds:0} s and was killed"
                : $"{command} {action} wrote more than {MaxOutput} characters and was killed");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string action)
    {
        var start = new ProcessStartInfo(command)
        {
            ArgumentList = { action },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        var environment = PassedOn.Select(n => (n, Environment.GetEnvironmentVariable(n))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            if (value is not null)
                start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new MitigatorException($"{command} could not be started: {e.Message}", e);
        }
    }

    private static async Task Tell(Process process, string line)
    {
        try
        {
            await process.StandardInput.WriteAsync(line + "\n");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended or closed its input before it had read the order; its exit code and answer say what became of it.
        }
    }

    private static async Task<string> Read(StreamReader reader, CancellationTokenSource stop)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is var count and > 0)
        {
            if (text.Length + count > MaxOutput)
            {
                await stop.CancelAsync();
                break;
            }

            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } line
            ? line[..Math.Min(line.Length, 300)]
            : "nothing on standard error";
}
