using Grains.Consortium;
using Hosting.Files;
using Hosting.Health;

namespace Orchestrator.Gateway.Consortium;

/// <summary>
/// Brings consortium.json and its changes to the consortium's grain. A bad file is refused whole: the members stay as they are, and it is said what is wrong.
/// </summary>
internal sealed partial class ConsortiumFileWatcher(string path, IGrainFactory grains, ConsortiumView view, TimeProvider time, ILogger<ConsortiumFileWatcher> log)
    : BackgroundService, IReadiness
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly WatchedFiles _files = new(path);
    private volatile bool _loaded;
    private volatile bool _looked;

    /// <summary>Whether the file was looked at since the start, be it good or bad: until then a member that it names may not be known.</summary>
    public bool Looked => _looked;

    public IEnumerable<string> NotReady() => _loaded ? [] : [$"{path} has not been taken over yet"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Read(stoppingToken);
        await _files.Follow(Every, time, Read, stoppingToken);
    }

    private async Task Read(CancellationToken stopping)
    {
        try
        {
            var json = await File.ReadAllBytesAsync(path, stopping);
            if (!_files.AreAsRead)
                return;
            await Take(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(path, e.Message);
            _files.ReadAgain();
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogNotTaken(path, e);
            _files.ReadAgain();
        }

        _looked = true;
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

    [LoggerMessage(1003, LogLevel.Error, "{Path} cannot be read ({Why}), the members stay as they are; tried again when it can be", EventName = "Consortium.Unreadable")]
    private partial void LogUnreadable(string path, string why);

    [LoggerMessage(1004, LogLevel.Error, "{Path} could not be stored; tried again after a growing pause", EventName = "Consortium.NotTaken")]
    private partial void LogNotTaken(string path, Exception why);
}
