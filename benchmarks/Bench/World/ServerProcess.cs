using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeasureHook;

namespace Bench.World;

/// <summary>
/// The orchestrator's own executable as a process of its own, as it is shipped: journal and log on the disk, mutual TLS on a loopback port. Its memory and
/// processor time are nobody else's.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Look = "look";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _logPath;
    private readonly Task _log;
    private readonly SemaphoreSlim _asking = new(1);

    private ServerProcess(Process process, Uri url, string log)
    {
        (_process, Url, _logPath) = (process, url, log);
        _log = Keep(process.StandardError.BaseStream, log);
    }

    public Uri Url { get; }

    /// <param name="members">Entries of consortium.json.</param>
    public static async Task<ServerProcess> Start(DiskFolder folder, Pki pki, IEnumerable<object> members)
    {
        pki.Server("orchestrator").Dispose();
        var consortium = folder.Below("consortium.json");
        await File.WriteAllBytesAsync(consortium, JsonSerializer.SerializeToUtf8Bytes(new { name = "bench", visibility = "names", members }));
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        start.ArgumentList.Add(Executable());
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(ServerState).Assembly.Location;
        foreach (var (name, value) in new Dictionary<string, string>
        {
            // Controllers are on loopback here; nothing else is different from production.
            ["Development"] = "true",
            ["Listen__0__Endpoint"] = $"127.0.0.1:{port}",
            ["Data__Directory"] = folder.Below("data"),
            ["Identity__Certificate"] = Path.Combine(pki.Directory, "orchestrator.crt"),
            ["Identity__Key"] = Path.Combine(pki.Directory, "orchestrator.key"),
            ["Identity__Ca"] = pki.AuthorityPath,
            ["Consortium__File"] = consortium,
        })
            start.Environment["ORCHESTRATOR__" + name] = value;
        var server = new ServerProcess(Process.Start(start)!, new Uri($"https://localhost:{port}/"), folder.Below("orchestrator.log"));
        await server.Ready();
        return server;
    }

    /// <summary>Its state as it is.</summary>
    public Task<ServerState> State() => Ask(Look);

    /// <summary>Its state after full collections, which stop it for a moment.</summary>
    public Task<ServerState> Collected() => Ask(ServerState.Collect);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _log;
        _process.Dispose();
        _asking.Dispose();
    }

    private async Task<ServerState> Ask(string what)
    {
        await _asking.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(what);
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("the orchestrator ended; see its log");
            return JsonSerializer.Deserialize<ServerState>(line)!;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task Ready()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var begin = Stopwatch.GetTimestamp();
        while (await pause.WaitForNextTickAsync())
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "readyz"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited && Stopwatch.GetElapsedTime(begin) < Patience)
            {
                // Not listening yet.
            }
            catch (HttpRequestException)
            {
                await _log.WaitAsync(Patience);
                throw new InvalidOperationException($"the orchestrator did not start: {await File.ReadAllTextAsync(_logPath)}");
            }
    }

    private static async Task Keep(Stream errors, string path)
    {
        await using var file = File.Create(path);
        await errors.CopyToAsync(file);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // The build puts each project's output beside the others'; its own runtimeconfig is part of what is shipped.
    private static string Executable()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "Orchestrator.Gateway", own.Name, "Orchestrator.Gateway.dll");
    }
}
