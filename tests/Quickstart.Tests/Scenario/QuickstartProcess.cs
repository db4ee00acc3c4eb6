using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Quickstart.Tests.Scenario;

/// <summary>The real executable behind ./run, as a process of its own on ports of its own.</summary>
internal sealed class QuickstartProcess : IDisposable
{
    private static readonly Lock Ports = new();

    // Below the ports that the system gives to whoever asks for any.
    private static int _nextBase = 20_000 + (Environment.ProcessId % 200 * 50);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private QuickstartProcess(Process process, int portBase)
    {
        (_process, PortBase) = (process, portBase);
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int PortBase { get; }

    public int Id => _process.Id;

    public string[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>On the synthetic Internet, so that most tests need not wait for the real one to be read.</summary>
    public static QuickstartProcess Start(string data, params string[] arguments) => Start(data, shared: Path.Combine(data, "nothing"), arguments);

    /// <param name="shared">The folder whose data are the defaults.</param>
    public static QuickstartProcess Start(string data, string shared, string[] arguments)
    {
        var portBase = FreeBase();
        var start = new ProcessStartInfo("dotnet", [typeof(global::Quickstart.Live.LiveView).Assembly.Location, "--port-base", $"{portBase}", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["ORCHESTRATOR_DATA"] = data;
        start.Environment["ORCHESTRATOR_SHARED"] = shared;
        return new(Process.Start(start)!, portBase);
    }

    public async Task<int> Exit()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_lines)
            if (line.Data is { } text)
                _lines.Add(text);
    }

    /// <summary>Twenty ports in a row that nobody uses now.</summary>
    public static int FreeBase()
    {
        lock (Ports)
            while (true)
            {
                var candidate = _nextBase += 50;
                if (Enumerable.Range(candidate, 20).All(IsFree))
                    return candidate;
            }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
