using System.Collections.Immutable;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Status;

/// <summary>STATUS responses (RFC 9051 §7.3.4).</summary>
internal static class StatusWriter
{
    public static void Write(ImapSession session, ImapWriter writer, MailboxInfo mailbox, ImmutableArray<StatusItem> items)
    {
        writer.Untagged();
        writer.Keyword("STATUS "u8);
        writer.Mailbox(mailbox.Name.Text);
        writer.Keyword(" ("u8);
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                writer.Space();
            writer.Atom(items[i].Name);
            writer.Space();
            items[i].Write(session, mailbox, writer);
        }

        writer.Close();
        writer.CrLf();
    }
}
