using System.Collections.Immutable;

namespace Culver.Smtp.Client;

/// <summary>What the server said to a transaction: the reply that decides, for each recipient in order.</summary>
/// <param name="Replies">The refusal of MAIL, RCPT or DATA, or the reply to the content.</param>
/// <param name="IsUsable">Whether another transaction may follow on the connection.</param>
public sealed record TransactionOutcome(ImmutableArray<ServerReply> Replies, bool IsUsable);
