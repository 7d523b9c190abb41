using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Takes rows out of a mailbox and records that they are gone. Content stays: it is swept when no session can show it any more.</summary>
internal static class Removal
{
    /// <summary>Expunges messages with <c>\Deleted</c>, or whatever flags they have.</summary>
    public static ExpungeResult Apply(AccountWork work, ExpungeWrite write)
    {
        write.Rest = UidSet.Empty;
        if (!work.Tree.TryGet(write.Mailbox, out var mailbox) || !mailbox.IsSelectable)
            return new ExpungeResult.MailboxGone();
        if (mailbox.Deleted == 0 && !write.WhateverFlags)
            return new ExpungeResult.Expunged(UidSet.Empty, mailbox.HighestModSeq);
        var key = work.KeyOf(mailbox.Id);
        var found = Found(work, key, write);
        if (found.Count == 0)
            return new ExpungeResult.Expunged(UidSet.Empty, mailbox.HighestModSeq);
        if (found.Count == write.Limit)
            write.Rest = Above(write.Uids, found[^1].Uid);
        var modSeq = work.NextModSeq();
        var delta = Remove(work, mailbox, key, found, modSeq, unlink: true);
        write.Deltas = [delta];
        return new ExpungeResult.Expunged(delta.Vanished, modSeq);
    }

    /// <summary>Removes rows from a mailbox; with <paramref name="unlink"/> one reference to each message goes too.</summary>
    public static MailboxDelta Remove(AccountWork work, MailboxInfo mailbox, long key, List<MessageRow> rows, ModSeq modSeq, bool unlink)
    {
        var uids = UidSet.From(rows.Select(static row => row.Uid));
        var walk = new PackWalk(work.Database, key, uids);
        while (walk.NextPack())
        {
            while (walk.NextRow())
                walk.Pack.Drop(walk.Index);
            walk.Save();
        }

        Record(work, key, uids, modSeq);
        if (unlink)
        {
            Unlink(work, rows.Select(static row => row.Message), modSeq);
        }

        work.Set(Counters.Without(mailbox, modSeq, rows));
        return new(mailbox.Id, modSeq, default, uids);
    }

    /// <summary>Records that UIDs are gone, so that QRESYNC can be answered.</summary>
    public static void Record(AccountWork work, long key, UidSet uids, ModSeq modSeq)
    {
        // Of every second message each is a range: in eights they cost less than one by one.
        var ranges = uids.Ranges.AsSpan();
        if (ranges.Length >= 8)
        {
            var eight = work.Database.Statement(
                """
                INSERT INTO expunged (mailbox, modseq, first, last) VALUES (?1, ?2, ?3, ?4), (?1, ?2, ?5, ?6), (?1, ?2, ?7, ?8), (?1, ?2, ?9, ?10),
                  (?1, ?2, ?11, ?12), (?1, ?2, ?13, ?14), (?1, ?2, ?15, ?16), (?1, ?2, ?17, ?18)
                """).Bind(1, key).Bind(2, modSeq.Value);
            for (; ranges.Length >= 8; ranges = ranges[8..])
            {
                for (var i = 0; i < 8; i++)
                    eight.Bind(3 + (2 * i), ranges[i].First.Value).Bind(4 + (2 * i), ranges[i].Last.Value);
                eight.Run();
            }
        }

        var record = work.Database.Statement("INSERT INTO expunged (mailbox, modseq, first, last) VALUES (?, ?, ?, ?)").Bind(1, key).Bind(2, modSeq.Value);
        foreach (var range in ranges)
            record.Bind(3, range.First.Value).Bind(4, range.Last.Value).Run();
    }

    /// <summary>Takes one reference from each message; the last one makes it ready to be swept.</summary>
    public static void Unlink(AccountWork work, IEnumerable<long> messages, ModSeq modSeq)
    {
        var unlink = work.Database.Statement("INSERT INTO unlinked (message, modseq) VALUES (?, ?)").Bind(2, modSeq.Value);
        // Mostly no message is in more than one place, and nothing need be asked.
        var isShared = AnyShared(work);
        foreach (var message in messages)
        {
            if (!isShared || !TakeShare(work, message))
                unlink.Bind(1, message).Run();
        }
    }

    private static bool AnyShared(AccountWork work)
    {
        var any = work.Database.Statement("SELECT 1 FROM shared LIMIT 1");
        using (any.Rows())
            return any.Step();
    }

    // Of most that are in more than one place there are two: the first statement says it.
    private static bool TakeShare(AccountWork work, long message)
    {
        work.Database.Statement("DELETE FROM shared WHERE message = ? AND extra = 1").Bind(1, message).Run();
        if (work.Database.Changes > 0)
            return true;
        work.Database.Statement("UPDATE shared SET extra = extra - 1 WHERE message = ?").Bind(1, message).Run();
        return work.Database.Changes > 0;
    }

    /// <summary>What of a set lies above a UID.</summary>
    public static UidSet Above(UidSet uids, Uid uid) =>
        uid.Value == uint.MaxValue ? UidSet.Empty : uids.Intersect(UidSet.Of(new(uid.Value + 1), new(uint.MaxValue)));

    private static List<MessageRow> Found(AccountWork work, long key, ExpungeWrite write)
    {
        var found = new List<MessageRow>();
        var walk = new PackWalk(work.Database, key, write.Uids);
        while (found.Count < write.Limit && walk.NextPack())
        {
            while (found.Count < write.Limit && walk.NextRow())
            {
                if (write.WhateverFlags || Counters.IsDeleted(walk.Pack.FlagsAt(walk.Index)) != 0)
                    found.Add(walk.Pack.RowAt(walk.Index));
            }
        }

        return found;
    }
}
