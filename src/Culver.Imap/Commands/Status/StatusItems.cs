using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.Status;

/// <summary>The STATUS items of RFC 9051 §6.3.11, RFC 3501, RFC 7162 §3.1.7, RFC 8438, RFC 8474 §4.3 and RFC 7889 §2.</summary>
internal static class StatusItems
{
    public static void Register(ImapRegistryBuilder imap)
    {
        imap.StatusItem(new("MESSAGES", static (_, mailbox, writer) => writer.Number((long)mailbox.Messages)));
        imap.StatusItem(new("UIDNEXT", static (_, mailbox, writer) => writer.Number((ulong)mailbox.UidNext.Value)));
        imap.StatusItem(new("UIDVALIDITY", static (_, mailbox, writer) => writer.Number((ulong)mailbox.UidValidity.Value)));
        imap.StatusItem(new("UNSEEN", static (_, mailbox, writer) => writer.Number((long)mailbox.Unseen)));
        imap.StatusItem(new("DELETED", static (_, mailbox, writer) => writer.Number((long)mailbox.Deleted)));
        imap.StatusItem(new("SIZE", static (_, mailbox, writer) => writer.Number(mailbox.Bytes)) { Capability = "STATUS=SIZE" });
        imap.StatusItem(new("RECENT", static (session, mailbox, writer) => writer.Number(Recent(session, mailbox))));
        imap.StatusItem(new("HIGHESTMODSEQ", static (_, mailbox, writer) => writer.Number(mailbox.HighestModSeq.Value)) { Enables = ImapFeatures.Condstore, Capability = "CONDSTORE" });
        imap.StatusItem(new("MAILBOXID", static (_, mailbox, writer) =>
        {
            writer.Open();
            writer.Atom(mailbox.Id.ToString());
            writer.Close();
        }) { Capability = "OBJECTID" });
        imap.StatusItem(new("APPENDLIMIT", static (session, _, writer) => writer.Number(session.AppendLimit)) { Capability = "APPENDLIMIT" });
    }

    /// <summary>
    /// RFC 3501 §6.3.10: how many no session was told of. The UIDs from the floor on; expunged ones among them are at most too many,
    /// for a count by STATUS must not read rows.
    /// </summary>
    private static long Recent(ImapSession session, MailboxInfo mailbox)
    {
        var floor = session.Account!.Recent(mailbox.Id, mailbox.UidNext, claim: false);
        return Math.Min(mailbox.Messages, Math.Max(0, mailbox.UidNext.Value - (long)floor.Value));
    }
}
