using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Hosting.Logging;

/// <summary>The log of an executable: lines on standard error, so that standard output stays for what a command prints.</summary>
public static class LineLogging
{
    /// <summary>Replaces all providers by one that writes a line an event, e.g. "2026-11-20T03:07:27Z warn Engagement.Unanswered[2107] text"; time from the registered <see cref="TimeProvider"/>.</summary>
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        // One line a request would drown everything else during an attack.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // A silo tells all its options at every start.
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(options =>
        {
            options.FormatterName = LineFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        return logging;
    }
}
