using Microsoft.Extensions.Logging;

namespace Culver.Pop3;

/// <summary>Every message the POP3 server logs: event ids 2100 to 2199. No text of a client or a message is ever among them.</summary>
internal static partial class Pop3Log
{
    [LoggerMessage(2100, LogLevel.Debug, "{Connection}: {Command} answered, success: {IsOk}")]
    public static partial void Command(this ILogger logger, string connection, string command, bool isOk);

    [LoggerMessage(2101, LogLevel.Error, "{Connection}: {Command} failed")]
    public static partial void CommandFailed(this ILogger logger, string connection, string command, Exception failure);

    [LoggerMessage(2102, LogLevel.Warning, "{Connection}: {Command} could not be served by the store")]
    public static partial void StorageUnavailable(this ILogger logger, string connection, string command, Exception failure);

    [LoggerMessage(2103, LogLevel.Debug, "{Connection}: the client is gone")]
    public static partial void ClientGone(this ILogger logger, string connection);

    [LoggerMessage(2104, LogLevel.Information, "{Connection}: {User} logged in by {Mechanism}")]
    public static partial void LoggedIn(this ILogger logger, string connection, string user, string mechanism);

    [LoggerMessage(2105, LogLevel.Information, "{Connection}: login refused")]
    public static partial void LoginRefused(this ILogger logger, string connection);

    [LoggerMessage(2106, LogLevel.Information, "{Connection}: {Count} messages removed")]
    public static partial void Removed(this ILogger logger, string connection, int count);

    [LoggerMessage(2107, LogLevel.Debug, "{Connection}: ended, {Reason}")]
    public static partial void Ended(this ILogger logger, string connection, string reason);

    [LoggerMessage(2108, LogLevel.Information, "{Connection}: closed by us, too many commands that make no sense")]
    public static partial void ClosedForMisuse(this ILogger logger, string connection);
}
