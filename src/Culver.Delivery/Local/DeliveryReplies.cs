using Culver.Smtp;

namespace Culver.Delivery.Local;

/// <summary>How delivery answers. The texts say what a sender can know, and nothing of accounts or disks.</summary>
internal static class DeliveryReplies
{
    public static SmtpReply Delivered { get; } = new(250, 1, 5, "Delivered");

    // RFC 3463 §3.2: 1.5, the address is valid; what becomes of it, a notification tells.
    public static SmtpReply Queued { get; } = new(250, 1, 5, "Queued");

    // Lesson 29 of the design: refused at RCPT, never bounced. RFC 3463 §3.2: 1.1, bad destination mailbox address.
    public static SmtpReply NoSuchRecipient { get; } = new(550, 1, 1, "No such recipient here");

    public static SmtpReply RelayingDenied { get; } = new(550, 7, 1, "Relaying denied: the domain is not served here");

    // Without a queue an alias to addresses elsewhere cannot be kept; to take the mail would be to lose it.
    public static SmtpReply ForwardsOutside { get; } = new(550, 1, 1, "The recipient forwards to another system, which is not done here");

    public static SmtpReply DirectoryUnavailable { get; } = new(451, 3, 0, "Recipients cannot be looked up at present");

    // RFC 3463 §3.4: 3.1, mail system full.
    public static SmtpReply StoreUnavailable { get; } = new(452, 3, 1, "The message cannot be stored at present");

    public static SmtpReply AccountGone { get; } = new(550, 1, 1, "The recipient does not exist any more");

    public static SmtpReply QuotaForNow { get; } = new(452, 2, 2, "The recipient's account is full");

    public static SmtpReply QuotaForGood { get; } = new(552, 2, 2, "The recipient's account is full");

    public static SmtpReply MailboxUnusable { get; } = new(451, 2, 0, "The recipient's mailbox cannot take messages at present");

    public static SmtpReply Failed { get; } = new(451, 3, 0, "Something failed here; please try again later");
}
