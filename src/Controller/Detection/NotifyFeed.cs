using Controller.Orders;
using Microsoft.Extensions.Logging;

namespace Controller.Detection;

/// <summary>
/// FastNetMon's notifications: its notify script puts each as a file into a folder (deploy/fastnetmon-notify.sample), where none is lost while this controller
/// is down. Taken in the order of their names, and deleted once what they say is stored.
/// </summary>
internal sealed partial class NotifyFeed(string folder, TimeProvider time, ILogger log) : IFeed
{
    public const string FeedName = "fastnetmon";

    private const int MaxBytes = 64 * 1024;
    private const int AtOnce = 100, Listed = 10_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public string Name => FeedName;

    public async Task Run(Detector detector, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
                await Look(detector);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to.
        }
    }

    private async Task Look(Detector detector)
    {
        try
        {
            // What begins with a dot is still being written.
            foreach (var path in Directory.EnumerateFiles(folder, "*.json").Take(Listed).Where(p => Path.GetFileName(p)[0] != '.').Order(StringComparer.Ordinal).Take(AtOnce))
            {
                await Take(path, detector);
                File.Delete(path);
            }
        }
        catch (Exception e) when (OrderBook.IsStoreFailure(e) || e is UnauthorizedAccessException)
        {
            // The file stays and is looked at again.
            LogFailed(log, folder, e);
        }
    }

    private async Task Take(string path, Detector detector)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new FormatException($"it is longer than {MaxBytes} bytes");
            if (FastNetMonJson.Read(await File.ReadAllBytesAsync(path)) is { } notice)
                await detector.Alarm(Name, notice.Sample, notice.On);
        }
        catch (FormatException e)
        {
            LogWrong(log, path, e.Message);
        }
    }

    [LoggerMessage(3631, LogLevel.Warning, "{Path} is no notification of FastNetMon, and it is deleted: {Problem}", EventName = "WrongNotice")]
    private static partial void LogWrong(ILogger log, string path, string problem);

    [LoggerMessage(3632, LogLevel.Error, "a notification in {Folder} could not be taken and stays there. Look at that folder's owner and mode, and at the disk under Data:Directory", EventName = "NoticeFailed")]
    private static partial void LogFailed(ILogger log, string folder, Exception exception);
}
