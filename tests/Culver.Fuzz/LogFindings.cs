using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Culver.Fuzz;

/// <summary>Collects what a server must not have to write down: errors, and exceptions at any level above Information.</summary>
internal sealed class LogFindings : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>What was written down since the last time.</summary>
    public IEnumerable<string> Take()
    {
        while (lines.TryDequeue(out var line))
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error || (logLevel == LogLevel.Warning && exception is not null))
            {
                lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
