using System.Runtime.InteropServices;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>
/// Tells a client what changed in its mailbox. The one place that decides between EXPUNGE and VANISHED and what an unsolicited FETCH
/// carries; every command and IDLE comes through here, so that no two of them can tell it differently.
/// </summary>
internal static class ChangeRenderer
{
    /// <summary>Output gathered before the client is waited for, in octets.</summary>
    private const int FlushThreshold = 64 * 1024;

    private const int FewMessages = 16;

    /// <summary>
    /// Syncs the selection's view and tells the difference. Does nothing where nothing is selected or new.
    /// </summary>
    /// <param name="session">Whose.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="expunges">Whether EXPUNGE may be told now (RFC 9051 §7.5.1).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask TellAsync(ImapSession session, ImapWriter writer, bool expunges, CancellationToken cancellationToken)
    {
        if (session.Selected is not { View.IsBehind: true } mailbox)
            return;
        var changes = await mailbox.View.SyncAsync(expunges, cancellationToken);
        if (changes.MailboxGone && session.Has(ImapFeatures.Qresync) && !changes.Expunged.IsEmpty && AreUidsUnknown(changes.Before))
        {
            // RFC 7162 §3.2.10.2: VANISHED names only UIDs the client can see, and nobody knows them any more. RFC 9051 §3: an unsolicited
            // CLOSED takes it back to the authenticated state.
            session.Unselect();
            writer.Status(ResponseStatus.Ok, ResponseCode.Closed, "The mailbox was removed");
            return;
        }

        await WriteAsync(session, mailbox, writer, changes, static (in NumberedRow _) => FlagsToTell.All, cancellationToken);
    }

    /// <summary>Tells the changes of a sync already done.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="mailbox">The selection synced.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="changes">The difference.</param>
    /// <param name="tell">What to tell of a message that changed: a STORE or FETCH answers some itself.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask WriteAsync(
        ImapSession session, SelectedMailbox mailbox, ImapWriter writer, ViewChanges changes, RowFilter tell, CancellationToken cancellationToken)
    {
        if (changes.IsEmpty)
            return;
        WriteExpunged(session, writer, changes);
        // RFC 2180 §3.4: of a mailbox that was removed, its messages are told to be gone, and nothing else ever again.
        if (changes.MailboxGone)
            return;
        if (changes.Added > 0)
        {
            writer.Untagged();
            writer.Number((long)changes.After.Count);
            writer.Keyword(" EXISTS\r\n"u8);
            if (mailbox.ClaimRecent(changes.After.UidNext) && session.ShowsRecent)
                WriteRecent(writer, changes.After, mailbox);
        }

        if (changes.KeywordsChanged)
            WriteFlags(writer, changes.After, mailbox.IsReadOnly);
        var texts = TextsFor(changes.Changed.Length);
        for (var next = 0; next < changes.Changed.Length;)
        {
            next += WriteSome(session, mailbox, writer, changes.After, changes.Changed.AsSpan(next..), tell, texts);
            await writer.FlushAboveAsync(FlushThreshold, cancellationToken);
        }
    }

    /// <summary>Tells the flags of messages that need not have changed.</summary>
    public static async ValueTask WriteFetchesAsync(
        ImapSession session, SelectedMailbox mailbox, ImapWriter writer, MailboxSnapshot snapshot, List<NumberedRow> rows, FlagsToTell what,
        CancellationToken cancellationToken)
    {
        var texts = TextsFor(rows.Count);
        for (var next = 0; next < rows.Count;)
        {
            next += WriteSome(session, mailbox, writer, snapshot, CollectionsMarshal.AsSpan(rows)[next..], (in NumberedRow _) => what, texts);
            await writer.FlushAboveAsync(FlushThreshold, cancellationToken);
        }
    }

    /// <summary>RFC 3501 §7.3.2 RECENT.</summary>
    public static void WriteRecent(ImapWriter writer, MailboxSnapshot snapshot, SelectedMailbox mailbox)
    {
        writer.Untagged();
        writer.Number((long)SelectedMailbox.CountRecent(snapshot, mailbox.Recent));
        writer.Keyword(" RECENT\r\n"u8);
    }

    /// <summary>FLAGS, and PERMANENTFLAGS with <c>\*</c> while there is room for keywords (RFC 9051 §6.3.2).</summary>
    public static void WriteFlags(ImapWriter writer, System.Collections.Immutable.ImmutableArray<string> keywords, bool isReadOnly)
    {
        string[] known = [.. FlagNames.SystemNames, .. keywords];
        writer.Untagged();
        writer.Keyword("FLAGS "u8);
        writer.FlagList(known);
        writer.CrLf();
        string[] permanent = isReadOnly ? [] : keywords.Length < MaxKeywords ? [.. known, @"\*"] : known;
        writer.Status(ResponseStatus.Ok, ResponseCode.PermanentFlags(permanent), isReadOnly ? "Read-only mailbox" : "Flags permitted");
    }

    /// <summary>Keywords a mailbox can hold (architecture: the index).</summary>
    private const int MaxKeywords = 128;

    private static void WriteFlags(ImapWriter writer, MailboxSnapshot snapshot, bool isReadOnly) => WriteFlags(writer, snapshot.Keywords, isReadOnly);

    /// <summary>Whether the mailbox was removed before its rows were ever read.</summary>
    private static bool AreUidsUnknown(MailboxSnapshot snapshot)
    {
        for (var number = 1; number <= snapshot.Count; number++)
        {
            if (!snapshot[new(number)].IsGhost)
                return false;
        }

        return true;
    }

    private static void WriteExpunged(ImapSession session, ImapWriter writer, ViewChanges changes)
    {
        if (changes.Expunged.IsEmpty)
            return;
        if (session.Has(ImapFeatures.Qresync))
        {
            // RFC 7162 §3.2.10: VANISHED takes the place of EXPUNGE for good.
            writer.Untagged();
            writer.Keyword("VANISHED "u8);
            var set = new NumberSetWriter(writer);
            foreach (var gone in changes.Expunged)
                set.Add(gone.Uid.Value);
            set.End();
            writer.CrLf();
            return;
        }

        // RFC 9051 §7.5.1: each EXPUNGE renumbers what follows; from the last to the first no number moves before it is told.
        for (var i = changes.Expunged.Length - 1; i >= 0; i--)
        {
            writer.Untagged();
            writer.Number((long)changes.Expunged[i].Number.Value);
            writer.Keyword(" EXPUNGE\r\n"u8);
        }
    }

    // Of fewer it is not worth a table.
    private static FlagTexts? TextsFor(int messages) => messages > FewMessages ? new() : null;

    /// <summary>Tells of messages until enough has gathered; returns how many it has looked at.</summary>
    private static int WriteSome(
        ImapSession session, SelectedMailbox mailbox, ImapWriter writer, MailboxSnapshot snapshot, ReadOnlySpan<NumberedRow> rows, RowFilter tell, FlagTexts? texts)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            var what = tell(row);
            if (what == FlagsToTell.Nothing)
                continue;
            WriteFetch(session, mailbox, writer, snapshot, row, what, texts);
            if (writer.Unflushed > FlushThreshold)
                return i + 1;
        }

        return rows.Length;
    }

    private static void WriteFetch(
        ImapSession session, SelectedMailbox mailbox, ImapWriter writer, MailboxSnapshot snapshot, in NumberedRow change, FlagsToTell what, FlagTexts? texts)
    {
        writer.Untagged();
        writer.Number((long)change.Number.Value);
        // RFC 9051 §7.5.2: every unsolicited FETCH names its UID.
        writer.Keyword(" FETCH (UID "u8);
        writer.Number((ulong)change.Row.Uid.Value);
        if (what == FlagsToTell.All)
        {
            var isRecent = session.ShowsRecent && mailbox.Recent.Contains(change.Row.Uid);
            writer.Space();
            if (texts is not null)
            {
                writer.Formed(texts.Of(snapshot, change.Row, isRecent));
            }
            else
            {
                writer.Keyword("FLAGS "u8);
                writer.Flags(snapshot, change.Row, isRecent);
            }
        }

        if (session.Has(ImapFeatures.Condstore))
        {
            // RFC 7162 §3.2: MODSEQ comes with every FETCH that tells of a change.
            writer.Keyword(" MODSEQ ("u8);
            writer.Number(change.Row.ModSeq.Value);
            writer.Close();
        }

        writer.Close();
        writer.CrLf();
    }

    /// <summary>Says what to tell of one changed message.</summary>
    public delegate FlagsToTell RowFilter(in NumberedRow row);
}
