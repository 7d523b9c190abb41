namespace Culver.Storage.Sqlite.Accounts;

/// <summary>How counters follow rows.</summary>
internal static class Counters
{
    /// <summary>A mailbox after new rows.</summary>
    public static MailboxInfo With(MailboxInfo mailbox, ModSeq modSeq, ReadOnlySpan<FlagSet> flags, ReadOnlySpan<IndexRow> rows)
    {
        var (unseen, deleted, bytes) = (mailbox.Unseen, mailbox.Deleted, mailbox.Bytes);
        for (var i = 0; i < rows.Length; i++)
        {
            unseen += IsUnseen(flags[i]);
            deleted += IsDeleted(flags[i]);
            bytes += rows[i].Size;
        }

        return mailbox with { HighestModSeq = modSeq, Messages = mailbox.Messages + rows.Length, Unseen = unseen, Deleted = deleted, Bytes = bytes };
    }

    /// <summary>A mailbox after rows went.</summary>
    public static MailboxInfo Without(MailboxInfo mailbox, ModSeq modSeq, List<MessageRow> rows)
    {
        var (unseen, deleted, bytes) = (mailbox.Unseen, mailbox.Deleted, mailbox.Bytes);
        foreach (var row in rows)
        {
            unseen -= IsUnseen(row.Flags);
            deleted -= IsDeleted(row.Flags);
            bytes -= row.Size;
        }

        return mailbox with { HighestModSeq = modSeq, Messages = mailbox.Messages - rows.Count, Unseen = unseen, Deleted = deleted, Bytes = bytes };
    }

    public static int IsUnseen(FlagSet flags) => (flags.System & SystemFlags.Seen) == SystemFlags.None ? 1 : 0;

    public static int IsDeleted(FlagSet flags) => (flags.System & SystemFlags.Deleted) == SystemFlags.None ? 0 : 1;
}
