using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Controller.Local;

/// <summary>
/// Takes local commands at the socket in the data directory, which only the controller's own user may open. Needs no orchestrator and no network.
/// Each connection is one line, one answer.
/// </summary>
internal sealed partial class LocalServer : IAsyncDisposable
{
    private const int MaxRequest = 4096, AtOnce = 8, Backlog = 16;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5), AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly LocalCommands _commands;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _lanes = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    private LocalServer(string path, Socket listener, LocalCommands commands, TimeProvider time, ILogger log)
    {
        (_path, _listener, _commands, _time, _log) = (path, listener, commands, time, log);
        _accepting = Accept();
    }

    /// <summary>Begins to listen. To be called by the process that holds the data directory: a socket left behind by an earlier one is replaced.</summary>
    /// <returns>Null when that is not possible, which is logged: orders are more important than local commands.</returns>
    public static LocalServer? Start(string path, LocalCommands commands, TimeProvider time, ILogger<LocalServer> log)
    {
        var listener = LocalSocket.Open();
        try
        {
            var endpoint = LocalSocket.EndPoint(path);
            File.Delete(path);
            listener.Bind(endpoint);
            // Nobody can connect before Listen.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            return new(path, listener, commands, time, log);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            listener.Dispose();
            LogNotListening(log, path, e.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _accepting;
        _listener.Dispose();
        File.Delete(_path);
    }

    private async Task Accept()
    {
        List<Task> serving = [];
        while (!_closing.IsCancellationRequested)
            try
            {
                await _lanes.WaitAsync(_closing.Token);
                var socket = await _listener.AcceptAsync(_closing.Token);
                serving.RemoveAll(t => t.IsCompleted);
                serving.Add(Serve(socket));
            }
            catch (OperationCanceledException)
            {
                // Told to.
            }
            catch (SocketException e)
            {
                _lanes.Release();
                if (_closing.IsCancellationRequested)
                    break;
                LogFailed(_log, e);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

        await Task.WhenAll(serving);
    }

    private async Task Serve(Socket socket)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using (socket)
            {
                var answer = await Read(socket) is { } request ? await _commands.Carry(request, _closing.Token) : LocalAnswer.BadUsage("that is no command of this controller");
                await Within(AnswerLimit, limit => LocalSocket.Send(socket, LocalMessage.Write(answer), limit));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or OperationCanceledException)
        {
            // Whoever it was has gone, says too much or nothing; there is nobody to answer.
            LogGivenUp(_log, e.Message);
        }
        catch (Exception e)
        {
            LogFailed(_log, e);
        }
        finally
        {
            _lanes.Release();
        }
    }

    private async Task<LocalRequest?> Read(Socket socket)
    {
        LocalRequest? request = null;
        await Within(ReadLimit, async limit => request = await LocalSocket.ReadLine(socket, MaxRequest, limit) is { } line ? LocalMessage.Read<LocalRequest>(line) : null);
        return request;
    }

    private async Task Within(TimeSpan limit, Func<CancellationToken, Task> act)
    {
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
        await act(either.Token);
    }

    [LoggerMessage(3701, LogLevel.Error, "local commands (list, approve, decline, stop, resume) cannot be given: {Path}: {Problem}. Orders are served all the same", EventName = "NotListening")]
    private static partial void LogNotListening(ILogger log, string path, string problem);

    [LoggerMessage(3702, LogLevel.Debug, "a local connection was given up: {Problem}", EventName = "GivenUp")]
    private static partial void LogGivenUp(ILogger log, string problem);

    [LoggerMessage(3703, LogLevel.Error, "a local command failed", EventName = "Failed")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
