using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipelines;
using Controller.Mitigators;
using Controller.Orders;
using Dots.Transport.Mechanism;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>
/// The member's own detector: a program that runs as long as the controller and writes a JSON line for each sample. One that ends or writes what cannot be a
/// line is started again, with growing pauses; lines that are wrong are told and skipped.
/// </summary>
/// <param name="command">Path of an executable file; it is started directly, no shell looks at it.</param>
/// <param name="running">Where its process is noted, so that one that outlived this controller is ended by the next.</param>
internal sealed partial class CommandFeed(string command, RunningCommands running, TimeProvider time, ILogger log) : IFeed
{
    private const int MaxLine = 64 * 1024;

    // The program gets a place to find programs and nothing else: neither settings nor keys of this process.
    private static readonly string[] PassedOn = ["PATH", "HOME", "LANG", "TZ"];
    private static readonly RetryPolicy Retries = new() { First = TimeSpan.FromSeconds(2), Cap = TimeSpan.FromSeconds(60) };
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(60);

    private readonly LogGate _wrongLines = new(TimeSpan.FromSeconds(10), time);

    public string Name => "command";

    public async Task Run(Detector detector, CancellationToken stop)
    {
        for (var failures = 1; !stop.IsCancellationRequested; failures++)
        {
            var started = time.GetUtcNow();
            var why = await RunOnce(detector, stop);
            if (stop.IsCancellationRequested)
                return;
            if (time.GetUtcNow() - started > Stable)
                failures = 1;
            var pause = Retries.Pause(failures, Random.Shared)!.Value;
            LogEnded(log, command, why, pause.TotalSeconds);
            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> RunOnce(Detector detector, CancellationToken stop)
    {
        running.EndLeftOver();
        Process process;
        try
        {
            process = Start();
        }
        catch (Win32Exception e)
        {
            return $"could not be started: {e.Message}";
        }

        using (process)
        using (running.Note(process))
            try
            {
                var complained = LastLine(process.StandardError);
                var fault = await Read(process.StandardOutput.BaseStream, detector, stop);
                if (fault is not null)
                    return fault;
                await process.WaitForExitAsync(stop);
                return $"ended with exit code {process.ExitCode}: {await complained.WaitAsync(stop)}";
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return "stopped";
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var environment = PassedOn.Select(n => (n, Environment.GetEnvironmentVariable(n))).ToArray();
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            if (value is not null)
                start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <returns>What was wrong with it; null at its end.</returns>
    private async Task<string?> Read(Stream output, Detector detector, CancellationToken stop)
    {
        // A pipe cannot be read cancellably: waiting is what ends, and the kill then ends the reading.
        var reader = PipeReader.Create(output, new(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(stop).AsTask().WaitAsync(stop);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                await Take(buffer.Slice(0, end).ToArray(), detector, stop);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > MaxLine)
                return $"wrote a line of more than {MaxLine} bytes and was killed";
            if (read.IsCompleted)
                return null;
            reader.AdvanceTo(buffer.Start, read.Buffer.End);
        }
    }

    private async Task Take(byte[] line, Detector detector, CancellationToken stop)
    {
        if (line.AsSpan().Trim(" \r\t"u8).IsEmpty)
            return;
        try
        {
            await detector.Take(Name, Sample.Read(line)).WaitAsync(stop);
        }
        catch (FormatException e)
        {
            // As often as it likes: one line in ten seconds, and how many it stands for.
            if (_wrongLines.Open(out var unsaid))
                LogWrong(log, command, e.Message, unsaid);
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e))
        {
            LogNotStored(log, Name, e);
        }
    }

    /// <summary>Reads all of it, keeps the last line for a person.</summary>
    private static async Task<string> LastLine(StreamReader reader)
    {
        var buffer = new char[1024];
        var last = "";
        while (await reader.ReadAsync(buffer) is var count and > 0)
            last = (last + new string(buffer, 0, count)) is { Length: > 300 } much ? much[^300..] : last + new string(buffer, 0, count);
        return last.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "nothing on standard error";
    }

    [LoggerMessage(3611, LogLevel.Error, "detector {Command} {Why}; started again in {Pause:0.0} s. Until then it detects nothing", EventName = "CommandEnded")]
    private static partial void LogEnded(ILogger log, string command, string why, double pause);

    [LoggerMessage(3612, LogLevel.Warning, "detector {Command} wrote a line that is no sample, and it is skipped: {Problem} ({Unsaid} more since the last time this was said)", EventName = "WrongLine")]
    private static partial void LogWrong(ILogger log, string command, string problem, long unsaid);

    [LoggerMessage(3613, LogLevel.Error, "what {Feed} detected could not be stored. Look at the disk under Data:Directory", EventName = "NotStored")]
    private static partial void LogNotStored(ILogger log, string feed, Exception exception);
}
