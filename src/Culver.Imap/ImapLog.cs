using Culver.Imap.Wire;
using Microsoft.Extensions.Logging;

namespace Culver.Imap;

/// <summary>Every message the IMAP server logs: event ids 2000 to 2099. No text of a client or a message is ever among them.</summary>
internal static partial class ImapLog
{
    [LoggerMessage(2000, LogLevel.Debug, "{Connection}: {Command} {Status}")]
    public static partial void Command(this ILogger logger, string connection, string command, ResponseStatus status);

    [LoggerMessage(2001, LogLevel.Error, "{Connection}: {Command} failed")]
    public static partial void CommandFailed(this ILogger logger, string connection, string command, Exception failure);

    [LoggerMessage(2002, LogLevel.Warning, "{Connection}: {Command} could not be served by the store")]
    public static partial void StorageUnavailable(this ILogger logger, string connection, string command, Exception failure);

    [LoggerMessage(2003, LogLevel.Debug, "{Connection}: the client is gone")]
    public static partial void ClientGone(this ILogger logger, string connection);

    [LoggerMessage(2004, LogLevel.Information, "{Connection}: {User} logged in by {Mechanism}")]
    public static partial void LoggedIn(this ILogger logger, string connection, string user, string mechanism);

    [LoggerMessage(2005, LogLevel.Information, "{Connection}: login refused")]
    public static partial void LoginRefused(this ILogger logger, string connection);
}
