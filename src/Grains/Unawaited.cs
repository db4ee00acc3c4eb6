using Microsoft.Extensions.Logging;

namespace Grains;

/// <summary>Work whose end nobody waits for: its failure is told to the log, not lost.</summary>
internal static partial class Unawaited
{
    /// <param name="what">For a person: what failed.</param>
    /// <param name="whom">And for whom; put into words only when it did, since this stands behind every message.</param>
    public static void LoggedBy<T>(this Task task, ILogger log, string what, T whom)
    {
        if (!task.IsCompletedSuccessfully)
            _ = task.ContinueWith(
                static (ended, state) =>
                {
                    var (log, what, whom) = ((ILogger, string, T))state!;
                    LogFailed(log, $"{what} {whom}", ended.Exception!.GetBaseException().Message);
                },
                (log, what, whom),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    [LoggerMessage(2010, LogLevel.Warning, "{What} failed: {Why}; it is done again by itself", EventName = "Grain.UnawaitedFailed")]
    private static partial void LogFailed(ILogger logger, string what, string why);
}
