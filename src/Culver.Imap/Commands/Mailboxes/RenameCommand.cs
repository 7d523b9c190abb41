using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Mailboxes;

// rename = "RENAME" SP mailbox SP mailbox                                                        RFC 9051 §9
internal sealed record RenameCommand(string From, string To) : IImapCommand<RenameCommand>
{
    public static RenameCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        var from = reader.Mailbox();
        reader.Space();
        var to = reader.Mailbox();
        reader.End();
        return new(from, to);
    }
}
