using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Recovery.Tests.Processes;

/// <summary>One of the product's executables under a service manager: whenever it is killed it is started again, and then no death is planned.</summary>
internal sealed class KeptProcess : IAsyncDisposable
{
    private readonly string _product;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _plan;
    private readonly HttpClient _health;
    private readonly StringBuilder _output = new();
    private volatile Child? _child;
    private volatile bool _stopping;
    private Task _keeping = Task.CompletedTask;

    /// <param name="plan">File to plan deaths with; nobody else's.</param>
    public KeptProcess(string product, int port, IReadOnlyDictionary<string, string> settings, string plan)
    {
        (_product, _settings, _plan) = (product, settings, plan);
        _health = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator })
        {
            BaseAddress = new Uri($"https://localhost:{port}/"), Timeout = TimeSpan.FromSeconds(5),
        };
    }

    public Uri Url => _health.BaseAddress!;

    /// <summary>Exit codes of processes that ended without being told to.</summary>
    public ConcurrentQueue<int> Deaths { get; } = [];

    /// <summary>When the process that runs now said that it is ready, by the system's monotonic clock; null while none is.</summary>
    public long? ReadyAt { get; private set; }

    /// <summary>What all of them wrote, for a person who looks at a failure.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString() + _child?.Output;
        }
    }

    /// <summary>Starts it; what becomes of it, and of those after it, is waited for elsewhere.</summary>
    public void Start(string? crashLog = null)
    {
        _child = Child.Start(_product, [], _settings, _plan, crashLog);
        _keeping = Keep();
    }

    /// <summary>Has the process that runs kill itself at a point.</summary>
    public void PlanDeath(string crashAt)
    {
        File.WriteAllText(_plan + ".new", crashAt);
        File.Move(_plan + ".new", _plan, overwrite: true);
    }

    /// <summary>Ends when a process says that it is ready.</summary>
    public Task Ready() => Wait.Until($"{_product} ready", () => ReadyAt is not null);

    public void Kill() => _child!.Kill();

    /// <summary>Tells it to stop; its exit code.</summary>
    public async Task<int> Stop()
    {
        _stopping = true;
        var code = await _child!.Stop();
        await _keeping;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_child is { } child)
            await child.DisposeAsync();
        await _keeping;
        if (_child is { } last)
            await last.DisposeAsync();
        _health.Dispose();
    }

    private async Task Keep()
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (true)
        {
            var child = _child!;

            // Looks for as long as it lives: the patience is that of who waits in Ready, and one slow start must not fail every test after it.
            while (!child.Exited.IsCompleted && !await IsReady())
                await look.WaitForNextTickAsync();
            if (!child.Exited.IsCompleted)
                ReadyAt = TimeProvider.System.GetTimestamp();
            var code = await child.Exited;
            ReadyAt = null;
            lock (_output)
                _output.Append(child.Output).AppendLine($"--- exit {code}");
            if (_stopping)
                return;
            Deaths.Enqueue(code);

            // One that was not killed has failed by itself and would do so for ever.
            if (code != Child.Killed)
                return;
            File.Delete(_plan);
            _child = Child.Start(_product, [], _settings, _plan);
        }
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _health.GetAsync("readyz");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
