using Grains.Consortium;
using Hosting.Health;

namespace Orchestrator.Gateway.Consortium;

/// <summary>
/// Brings consortium.json and its changes to the consortium's grain. A bad file is refused whole: the members stay as they are, and it is said what is wrong.
/// </summary>
internal sealed partial class ConsortiumFileWatcher(string path, IGrainFactory grains, ConsortiumView view, TimeProvider time, ILogger<ConsortiumFileWatcher> log)
    : BackgroundService, IReadiness
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private (DateTime Written, long Length) _seen;
    private volatile bool _loaded;
    private volatile bool _looked;

    /// <summary>Whether the file was looked at since the start, be it good or bad: until then a member that it names may not be known.</summary>
    public bool Looked => _looked;

    public IEnumerable<string> NotReady() => _loaded ? [] : [$"{path} has not been taken over yet"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                await Look(stoppingToken);
                _looked = true;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            var file = new FileInfo(path);
            var now = (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
            if (now == _seen)
                return;
            await Take(await File.ReadAllBytesAsync(path, stopping));
            _seen = now;
        }
        catch (IOException e)
        {
            LogUnreadable(path, e.Message);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotTaken(path, e);
        }
    }

    private async Task Take(byte[] json)
    {
        var (file, problems) = ConsortiumFileReader.Read(json);
        if (file is null)
        {
            LogRefused(path, string.Join("; ", problems.Take(20)));
            return;
        }

        await grains.GetGrain<IConsortiumGrain>(0).Replace(file, "consortium.json");
        await view.Refresh();
        _loaded = true;
        LogTaken(path, file.Members.Length);
    }

    [LoggerMessage(1001, LogLevel.Information, "{Path}: {Count} members taken over", EventName = "Consortium.Taken")]
    private partial void LogTaken(string path, int count);

    [LoggerMessage(1002, LogLevel.Error, "{Path} refused, the members stay as they are: {Problems}", EventName = "Consortium.Refused")]
    private partial void LogRefused(string path, string problems);

    [LoggerMessage(1003, LogLevel.Error, "{Path} cannot be read ({Why}), the members stay as they are; tried again in a second", EventName = "Consortium.Unreadable")]
    private partial void LogUnreadable(string path, string why);

    [LoggerMessage(1004, LogLevel.Error, "{Path} could not be stored; tried again in a second", EventName = "Consortium.NotTaken")]
    private partial void LogNotTaken(string path, Exception why);
}
