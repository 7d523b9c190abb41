using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>A transaction that can put the message where people look for mail they may not want.</summary>
internal interface IQuarantine : IMessageTransaction
{
    /// <summary>From now on, accounts get the message into their mailbox for <c>\Junk</c> (RFC 6154 §2), where they have one. Said before <see cref="IMessageTransaction.DeliverAsync"/>.</summary>
    void Quarantine();
}
