using System.Net.Sockets;
using Controller.Settings;
using Hosting;
using Hosting.Settings;
using Microsoft.Extensions.Configuration;

namespace Controller.Local;

/// <summary>The controller's command line for people: says one thing to the running controller and prints what it answers.</summary>
public static class LocalClient
{
    internal const string Usage =
        "expected: controller list | approve ID | decline ID REASON [WORDS] | stop all|ASKER|ID | resume all|ASKER|ID | escalate ALERT | unregister [WORDS] | register, then --settings FILE or --Section:Key=value where the controller was started with them";

    private const int MaxAnswer = 16 << 20;

    private static readonly string[] Commands = ["list", "approve", "decline", "stop", "resume", "escalate", "unregister", "register"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Whether a command line is one of these.</summary>
    public static bool Knows(IReadOnlyList<string> arguments) => arguments is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal);

    /// <returns>0 done; 1 not done, or no controller runs; 2 bad usage or settings. What there is to say is on standard output, or on standard error unless 0.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        var words = arguments.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var answer = Commands.Contains(words[0]) ? await Ask(words, [.. arguments.Skip(words.Length)]) : LocalAnswer.BadUsage(Usage);
        var to = answer.Exit == Executable.Well ? Console.Out : Console.Error;
        foreach (var line in answer.Lines)
            // Parts of it were written by others; a terminal would obey them.
            await to.WriteLineAsync(new string([.. line.Select(c => char.IsControl(c) ? ' ' : c)]));
        return answer.Exit;
    }

    private static async Task<LocalAnswer> Ask(string[] words, IReadOnlyList<string> options)
    {
        string path;
        try
        {
            // Only where it is: a setting that has gone wrong since must not keep anybody from stopping it.
            var settings = SettingsSource.Load(ControllerSettings.Prefix, options);
            if (settings["Name"] is not { Length: > 0 } name)
                return LocalAnswer.BadUsage("Name: missing; expected the member's id as the controller was started with it, from appsettings.json, --settings FILE, --Name=ID or CONTROLLER__Name");
            path = LocalSocket.PathOf(settings["Data:Directory"] ?? new DataSettings().Directory, name);
        }
        catch (SettingsException e)
        {
            return new(Executable.BadSettings, [.. e.Problems.Select(p => p.ToString()!)]);
        }

        var by = Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } real ? real : Environment.UserName;
        return await Ask(path, new(words[0], [.. words.Skip(1)], by));
    }

    internal static async Task<LocalAnswer> Ask(string path, LocalRequest request)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = LocalSocket.Open();
        try
        {
            await socket.ConnectAsync(LocalSocket.EndPoint(path), limit.Token);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return LocalAnswer.Failed(e is SocketException { SocketErrorCode: SocketError.AccessDenied }
                ? $"{path} may only be opened by the user that the controller runs as"
                : $"no controller is running with this data directory ({path}: {e.Message}). Start it, or name its settings with --settings FILE");
        }

        try
        {
            await LocalSocket.Send(socket, LocalMessage.Write(request), limit.Token);
            return await LocalSocket.ReadLine(socket, MaxAnswer, limit.Token) is { } line && LocalMessage.Read<LocalAnswer>(line) is { } answer
                ? answer
                : LocalAnswer.Failed("the controller closed without an answer; its log says more. Whether it was done is not known: 'controller list' shows it");
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or OperationCanceledException)
        {
            return LocalAnswer.Failed($"the controller did not answer ({e.Message}). Whether it was done is not known: 'controller list' shows it");
        }
    }
}
