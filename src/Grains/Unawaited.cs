using Microsoft.Extensions.Logging;

namespace Grains;

/// <summary>Work whose end nobody waits for: its failure is told to the log, not lost.</summary>
internal static partial class Unawaited
{
    /// <param name="what">For a person: what failed, and for whom.</param>
    public static void LoggedBy(this Task task, ILogger log, string what)
    {
        if (!task.IsCompletedSuccessfully)
            _ = task.ContinueWith(
                static (ended, state) =>
                {
                    var (log, what) = ((ILogger, string))state!;
                    LogFailed(log, what, ended.Exception!.GetBaseException().Message);
                },
                (log, what),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    [LoggerMessage(2010, LogLevel.Warning, "{What} failed: {Why}; it is done again by itself", EventName = "Grain.UnawaitedFailed")]
    private static partial void LogFailed(ILogger logger, string what, string why);
}
