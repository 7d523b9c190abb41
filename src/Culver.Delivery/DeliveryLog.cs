using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;
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

    [LoggerMessage(3210, LogLevel.Information, "{Message}: sent to <{Address}> by {Server}: {Reply}")]
    public static partial void Relayed(this ILogger logger, QueueId message, string address, string server, string reply);

    [LoggerMessage(3211, LogLevel.Information, "{Message}: not sent to <{Address}> yet: {Status} {Reason}")]
    public static partial void Deferred(this ILogger logger, QueueId message, string address, string status, string reason);

    [LoggerMessage(3212, LogLevel.Warning, "{Message}: given up for <{Address}>: {Status} {Reason}")]
    public static partial void GivenUp(this ILogger logger, QueueId message, string address, string status, string reason);

    [LoggerMessage(3213, LogLevel.Warning, "{Message}: was itself a notification, so nobody is told that <{Address}> did not get it")]
    public static partial void NobodyTold(this ILogger logger, QueueId message, string address);

    [LoggerMessage(3214, LogLevel.Error, "{Message}: the attempt at {Destination} failed")]
    public static partial void AttemptFailed(this ILogger logger, Exception failure, QueueId message, string destination);

    [LoggerMessage(3215, LogLevel.Error, "The work at {Destination} failed and will be taken up again")]
    public static partial void WorkerFailed(this ILogger logger, Exception failure, string destination);

    [LoggerMessage(3219, LogLevel.Error, "{Message}: what came of the attempt cannot be recorded; it is kept, and recorded when the store takes it")]
    public static partial void NotRecorded(this ILogger logger, Exception failure, QueueId message);

    [LoggerMessage(3216, LogLevel.Information, "{Host} for {Domain} may not be used ({Policy}): {Reason}")]
    public static partial void HostForbidden(this ILogger logger, string domain, string host, string policy, string reason);

    [LoggerMessage(3218, LogLevel.Error, "{Count} attempts did not end when they were cut; the server stops without them")]
    public static partial void WorkersStuck(this ILogger logger, int count);

    [LoggerMessage(3217, LogLevel.Information, "{Host} ({Address}) for {Domain} does not serve us: {Reason}")]
    public static partial void HostFailed(this ILogger logger, string domain, string host, string address, string reason);

    [LoggerMessage(3280, LogLevel.Warning, "the MTA-STS policy of {Domain} could not be fetched: {Problem}")]
    public static partial void PolicyNotFetched(this ILogger logger, string domain, string problem);

    [LoggerMessage(3281, LogLevel.Warning, "mail for {Domain} does not go to {Host}: its TLS is not what the domain demands ({Failure})")]
    public static partial void TransportRefused(this ILogger logger, string domain, string host, string failure);

    [LoggerMessage(3282, LogLevel.Warning, "{File}: the MTA-STS policies that were known cannot be read, and are forgotten")]
    public static partial void PoliciesNotRead(this ILogger logger, Exception failure, string file);

    [LoggerMessage(3283, LogLevel.Warning, "{File}: the MTA-STS policies that are known cannot be kept")]
    public static partial void PoliciesNotWritten(this ILogger logger, Exception failure, string file);
}
