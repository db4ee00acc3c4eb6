using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Hosting.Commands;

/// <summary>
/// Runs somebody's own program: started directly, no shell looks at it; text on its standard input, text on its standard output, exit code 0.
/// What lasts too long or writes too much is killed with all its children.
/// </summary>
public static class BoundedCommand
{
    /// <summary>Output kept at most, in characters, where the caller says nothing else; a process that writes more is killed.</summary>
    private const int MaxOutput = 64 * 1024;

    // The command gets a place to find programs and nothing else: neither settings nor keys of this process.
    private static readonly string[] PassedOn = ["PATH", "HOME", "LANG", "TZ"];

    /// <summary>What the process wrote.</summary>
    /// <param name="command">Path of an executable file.</param>
    /// <param name="action">What it is asked to do: its only argument, and its name in errors.</param>
    /// <param name="limit">Longest time the process may take.</param>
    /// <param name="started">Called before it is told anything; disposed when it has ended.</param>
    /// <exception cref="CommandException">It could not be started, failed, took too long or wrote too much; the message says which, and what it complained of.</exception>
    public static Task<string> Run(
        string command, string action, string input, TimeSpan limit, TimeProvider time, CancellationToken cancellation, Func<Process, IDisposable>? started = null) =>
        Text(Run(command, [action], $"{command} {action}", input, limit, MaxOutput, time, cancellation, started));

    /// <summary>What a process wrote that succeeds without a word on its standard error: one that complains has failed, whatever its exit code.</summary>
    /// <param name="command">Path of an executable file.</param>
    /// <param name="arguments">Handed over as they are, each as one argument.</param>
    /// <param name="limit">Longest time the process may take.</param>
    /// <param name="maxOutput">Output kept at most, in characters; a process that writes more is killed.</param>
    /// <exception cref="CommandException">As above, or it complained.</exception>
    public static async Task<string> RunSilent(string command, IReadOnlyList<string> arguments, TimeSpan limit, int maxOutput, TimeProvider time, CancellationToken cancellation)
    {
        var (said, complained) = await Run(command, arguments, command, "", limit, maxOutput, time, cancellation, null);
        return string.IsNullOrWhiteSpace(complained) ? said : throw new CommandException($"{command} complained: {LastLine(complained)}");
    }

    private static async Task<string> Text(Task<(string Said, string Complained)> run) => (await run).Said;

    private static async Task<(string Said, string Complained)> Run(
        string command, IReadOnlyList<string> arguments, string name, string input, TimeSpan limit, int maxOutput, TimeProvider time, CancellationToken cancellation,
        Func<Process, IDisposable>? started)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        using var process = Start(command, arguments);
        using var noted = started?.Invoke(process);
        try
        {
            var output = Read(process.StandardOutput, maxOutput, stop);
            var errors = Read(process.StandardError, MaxOutput, stop);
            // Pipes cannot be read or written cancellably: waiting is what ends, and the kill below then ends the reading.
            await Tell(process, input).WaitAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            var (said, complained) = (await output.WaitAsync(stop.Token), await errors.WaitAsync(stop.Token));
            return process.ExitCode == 0 ? (said, complained) : throw new CommandException($"{name} ended with exit code {process.ExitCode}: {LastLine(complained)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(timeout.IsCancellationRequested
                ? $"{name} took longer than {limit.TotalSeconds:0.#} s and was killed"
                : $"{name} wrote more than {maxOutput} characters and was killed");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string command, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
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
            throw new CommandException($"{command} could not be started: {e.Message}", e);
        }
    }

    private static async Task Tell(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended or closed its input before it had read all; its exit code and answer say what became of it.
        }
    }

    private static async Task<string> Read(StreamReader reader, int maxOutput, CancellationTokenSource stop)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is var count and > 0)
        {
            if (text.Length + count > maxOutput)
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

/// <summary>A command that did not do what it was asked; the message is fit for an operator.</summary>
public sealed class CommandException : Exception
{
    internal CommandException(string message) : base(message) { }
    internal CommandException(string message, Exception inner) : base(message, inner) { }
}
