using Microsoft.Extensions.Logging;

namespace Culver.Hosting;

/// <summary>What the executable writes to its standard error.</summary>
public sealed class LogOptions
{
    /// <summary>The least level written. <c>Debug</c> has a line for each command; no level shows passwords or the text of messages.</summary>
    public LogLevel Level { get; set; } = LogLevel.Warning;
}
