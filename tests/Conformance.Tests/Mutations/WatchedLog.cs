using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Conformance.Tests.Mutations;

/// <summary>
/// Everything the servers log from information on, formatted as for a file. Kept is what must not be there: errors, and exceptions that are not of the network.
/// </summary>
internal sealed class WatchedLog : ILoggerProvider
{
    private const int Kept = 20;

    private readonly ConcurrentQueue<string> _bad = new();
    private readonly ConcurrentDictionary<string, int> _warnings = new(StringComparer.Ordinal);
    private long _lines;

    public IReadOnlyCollection<string> Bad => _bad;

    /// <summary>How often each event was warned of.</summary>
    public IReadOnlyDictionary<string, int> Warnings => _warnings;

    public long Lines => Interlocked.Read(ref _lines);

    public ILogger CreateLogger(string categoryName) => new Lines_(this, categoryName);

    public void Dispose()
    {
    }

    private void Take(LogLevel level, EventId id, string category, string text, Exception? exception)
    {
        Interlocked.Increment(ref _lines);
        if (level == LogLevel.Warning)
            _warnings.AddOrUpdate($"{category[(category.LastIndexOf('.') + 1)..]}.{id.Name}[{id.Id}]", 1, (_, n) => n + 1);
        var bad = level >= LogLevel.Error || (exception is not null && exception is not (IOException or HttpRequestException or OperationCanceledException or System.Net.Sockets.SocketException));
        if (bad && _bad.Count < Kept)
            _bad.Enqueue($"{level} {category} {id.Name}[{id.Id}] {(text.Length > 1000 ? text[..1000] : text)} {exception}");
    }

    private sealed class Lines_(WatchedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log.Take(logLevel, eventId, category, formatter(state, exception), exception);
        }
    }
}
