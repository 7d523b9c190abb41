using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Mailboxes;

/// <summary>What the client is told where the store would not (RFC 5530 §3).</summary>
internal static class MailboxRefusals
{
    public static CommandResult For(MailboxResult result) => result switch
    {
        MailboxResult.NotFound => CommandResult.No(ResponseCode.NonExistent, "There is no such mailbox"),
        MailboxResult.AlreadyExists => CommandResult.No(ResponseCode.AlreadyExists, "There is a mailbox of that name"),
        MailboxResult.HasChildren => CommandResult.No(ResponseCode.HasChildren, "It holds other mailboxes; delete them first"),
        MailboxResult.Forbidden forbidden => CommandResult.No(ResponseCode.Cannot, forbidden.Reason),
        MailboxResult.LimitReached => CommandResult.No(ResponseCode.Limit, "The account can have no more mailboxes"),
        MailboxResult.SpecialUseTaken => CommandResult.No(ResponseCode.UseAttr, "Another mailbox has that special use"),
        _ => throw new InvalidOperationException("Not a refusal."),
    };
}
