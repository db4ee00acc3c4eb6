using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Tests;

/// <summary>Keeps the exceptions that were logged.</summary>
public sealed class LogRecorder : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<Exception> _exceptions = new();
    private readonly SemaphoreSlim _logged = new(0);

    /// <summary>The first logged exception with this message.</summary>
    public async Task<Exception> Exception(string message)
    {
        while (true)
        {
            if (_exceptions.FirstOrDefault(exception => exception.Message == message) is { } found)
                return found;
            Assert.True(await _logged.WaitAsync(TimeSpan.FromSeconds(30)), $"\"{message}\" was not logged");
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is null || logLevel < LogLevel.Warning)
            return;
        _exceptions.Enqueue(exception);
        _logged.Release();
    }

    public void Dispose()
    {
    }
}
