using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Mailboxes;

// delete = "DELETE" SP mailbox; subscribe = "SUBSCRIBE" SP mailbox; unsubscribe = "UNSUBSCRIBE" SP mailbox      RFC 9051 §9
internal sealed record MailboxCommand(string Mailbox) : IImapCommand<MailboxCommand>
{
    public static MailboxCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var mailbox = reader.Mailbox();
        reader.End();
        return new(mailbox);
    }
}
