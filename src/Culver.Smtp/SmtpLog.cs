using System.Net;
using Microsoft.Extensions.Logging;

namespace Culver.Smtp;

/// <summary>The log lines of this part: event ids 3000 to 3099. Message text and credentials are never among them.</summary>
internal static partial class SmtpLog
{
    [LoggerMessage(3000, LogLevel.Debug, "{Connection}: {Remote} connected to {Listener}")]
    public static partial void Connected(this ILogger logger, string connection, IPEndPoint remote, string listener);

    [LoggerMessage(3001, LogLevel.Debug, "{Connection}: {Verb} answered {Code} in {Milliseconds} ms")]
    public static partial void Command(this ILogger logger, string connection, string verb, int code, double milliseconds);

    [LoggerMessage(3002, LogLevel.Information, "{Connection}: message {Transaction} from <{Sender}>, {Size} octets, {Recipients} recipients: {Code}")]
    public static partial void Message(this ILogger logger, string connection, TransactionId transaction, MailAddress? sender, long size, int recipients, int code);

    [LoggerMessage(3003, LogLevel.Information, "{Connection}: recipient <{Recipient}> from {Remote} refused: {Code}")]
    public static partial void RecipientRefused(this ILogger logger, string connection, MailAddress recipient, IPEndPoint remote, int code);

    [LoggerMessage(3004, LogLevel.Information, "{Connection}: closed by us, {Reason}")]
    public static partial void ClosedForMisuse(this ILogger logger, string connection, string reason);

    [LoggerMessage(3005, LogLevel.Error, "{Connection}: taking message {Transaction} failed")]
    public static partial void SinkFailed(this ILogger logger, Exception failure, string connection, TransactionId transaction);

    [LoggerMessage(3006, LogLevel.Error, "{Connection}: {Verb} failed")]
    public static partial void CommandFailed(this ILogger logger, Exception failure, string connection, string verb);

    [LoggerMessage(3007, LogLevel.Debug, "{Connection}: ended, {Reason}")]
    public static partial void Ended(this ILogger logger, string connection, string reason);

    [LoggerMessage(3008, LogLevel.Information, "{Connection}: {Login} logged in by {Mechanism}")]
    public static partial void LoggedIn(this ILogger logger, string connection, string login, string mechanism);

    [LoggerMessage(3010, LogLevel.Information, "{Connection}: message {Transaction} has the priority {Priority}")]
    public static partial void Prioritized(this ILogger logger, string connection, TransactionId transaction, int priority);

    [LoggerMessage(3009, LogLevel.Information, "{Connection}: a login from {Remote} by {Mechanism} was refused")]
    public static partial void LoginRefused(this ILogger logger, string connection, IPEndPoint remote, string mechanism);
}
