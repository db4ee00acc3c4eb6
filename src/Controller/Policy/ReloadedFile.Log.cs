using Microsoft.Extensions.Logging;

namespace Controller.Policy;

internal sealed partial class ReloadedFile<T>
{
    [LoggerMessage(3201, LogLevel.Information, "{Path} changed and is in force", EventName = "FileRead")]
    private static partial void LogRead(ILogger log, string path);

    [LoggerMessage(3202, LogLevel.Error, "{Path} changed but cannot be used, so what it said before stays in force: {Problem}. Correct the file; it is read again when it changes", EventName = "FileRefused")]
    private static partial void LogRefused(ILogger log, string path, string problem);
}
