using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Storage.Journal;

namespace Storage.Tests.Journal;

/// <summary>The test assembly run as a program: what it does then, and how tests start it.</summary>
internal static class ChildProcess
{
    /// <summary>Starts this assembly with arguments, through another command when given (its arguments come first).</summary>
    public static Process Start(string[] through, params string[] arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] all = [.. through, host, "exec", typeof(ChildProcess).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(all[0]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in all[1..])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{all[0]} did not start");
    }

    public static async Task<int> Run(string[] args)
    {
        switch (args)
        {
            case ["write", var directory]:
                return await WriteForEver(directory);
            case ["fill", var directory]:
                return await FillingDisk.Run(directory);
            default:
                Console.Error.WriteLine("write DIRECTORY | fill DIRECTORY");
                return 2;
        }
    }

    public static Task<JournalStore> Open(string directory) =>
        JournalStore.Open(new JournalOptions { Directory = directory, ReserveBytes = 262144, CompactAfterBytes = 65536 }, TimeProvider.System, NullLogger.Instance);

    // A line for each acknowledged write: what the test may count on after the kill.
    private static async Task<int> WriteForEver(string directory)
    {
        await using var store = await Open(directory);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; ; i++)
            {
                await store.Write(Given.Write($"{writer}-{i}", $"content {i}") with { Events = [Given.Event("written")] });
                lock (Console.Out)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{writer}-{i}"));
            }
        }));
        return 0;
    }
}
