using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Culver.Connections.Tests;

/// <summary>Keeps what is logged by our own code.</summary>
internal sealed class LogList : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Lines { get; } = new();

    public bool Has(int id) => Lines.Any(line => line.Id == id);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName.StartsWith("Culver.", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Category(LogList list, bool ours) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => ours;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (ours)
                list.Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
        }
    }
}
