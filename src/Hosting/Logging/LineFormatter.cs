using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Hosting.Logging;

/// <summary>
/// One event, one line: time in UTC, level, Thing.Event[id], text. Control characters are escaped, since what peers sent may
/// stand in a message and must not forge lines or move the reader's cursor.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(Word(logEntry.LogLevel));
        textWriter.Write(' ');
        // The last word of the category is the thing; its namespaces say nothing to an operator.
        textWriter.Write(logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]);
        if (logEntry.EventId.Name is { } name)
        {
            textWriter.Write('.');
            textWriter.Write(name[(name.LastIndexOf('.') + 1)..]);
        }

        textWriter.Write(string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}] "));
        WriteEscaped(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            WriteEscaped(textWriter, logEntry.LogLevel >= LogLevel.Error ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}");
        }

        textWriter.Write('\n');
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private static void WriteEscaped(TextWriter writer, string text)
    {
        foreach (var c in text)
            if (c == '\n')
                writer.Write("\\n");
            else if (c != '\r' && !char.IsControl(c) && c is not ('\u2028' or '\u2029'))
                writer.Write(c);
            else if (c != '\r')
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
    }
}
