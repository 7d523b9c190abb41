using Culver.Smtp;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Delivery;

/// <summary>The log lines of this part: event ids 3200 to 3299.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(3200, LogLevel.Information, "{Connection}: message {Transaction} delivered to {Account} <{Address}>")]
    public static partial void Delivered(this ILogger logger, string connection, TransactionId transaction, AccountId account, string address);

    [LoggerMessage(3201, LogLevel.Warning, "{Connection}: message {Transaction} not delivered to {Account} <{Address}>: {Code} {Reason}")]
    public static partial void NotDelivered(this ILogger logger, string connection, TransactionId transaction, AccountId account, string address, int code, string reason);

    [LoggerMessage(3202, LogLevel.Error, "{Connection}: delivering message {Transaction} to {Account} failed")]
    public static partial void Failed(this ILogger logger, Exception failure, string connection, TransactionId transaction, AccountId account);

    [LoggerMessage(3203, LogLevel.Error, "{Connection}: the store cannot take message {Transaction}")]
    public static partial void StoreUnavailable(this ILogger logger, Exception failure, string connection, TransactionId transaction);

    [LoggerMessage(3204, LogLevel.Error, "{Connection}: the directory cannot be asked about a recipient")]
    public static partial void DirectoryUnavailable(this ILogger logger, Exception failure, string connection);

    [LoggerMessage(3240, LogLevel.Information, "{Connection}: message {Transaction}: {Results}: {Verdict}; {Removed} forged results removed")]
    public static partial void Authenticated(this ILogger logger, string connection, TransactionId transaction, string results, string verdict, int removed);

    [LoggerMessage(3241, LogLevel.Error, "{Connection}: a check of message {Transaction} failed; its result is a temporary error")]
    public static partial void CheckFailed(this ILogger logger, Exception failure, string connection, TransactionId transaction);

    [LoggerMessage(3205, LogLevel.Information, "{Connection}: {Login} may not send as <{Address}>")]
    public static partial void SenderNotOwned(this ILogger logger, string connection, string login, string address);

    [LoggerMessage(3280, LogLevel.Warning, "the MTA-STS policy of {Domain} could not be fetched: {Problem}")]
    public static partial void PolicyNotFetched(this ILogger logger, string domain, string problem);

    [LoggerMessage(3281, LogLevel.Warning, "mail for {Domain} does not go to {Host}: its TLS is not what the domain demands ({Failure})")]
    public static partial void TransportRefused(this ILogger logger, string domain, string host, string failure);

    [LoggerMessage(3282, LogLevel.Warning, "{File}: the MTA-STS policies that were known cannot be read, and are forgotten")]
    public static partial void PoliciesNotRead(this ILogger logger, Exception failure, string file);

    [LoggerMessage(3283, LogLevel.Warning, "{File}: the MTA-STS policies that are known cannot be kept")]
    public static partial void PoliciesNotWritten(this ILogger logger, Exception failure, string file);
}
