namespace Culver.Delivery.Bounces;

/// <summary>What is told of a recipient (RFC 3464 §2.3.3).</summary>
internal enum NoticeAction
{
    /// <summary>It could not be delivered, and is not tried again.</summary>
    Failed,

    /// <summary>It could not be delivered yet.</summary>
    Delayed,

    /// <summary>It is in the mailbox.</summary>
    Delivered,

    /// <summary>It went to a server that will not tell what follows.</summary>
    Relayed,

    /// <summary>It went on to several addresses.</summary>
    Expanded,
}
