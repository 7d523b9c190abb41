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
            var isShared = AnyShared(work);
            foreach (var row in rows)
                Unlink(work, row.Message, modSeq, isShared);
        }

        work.Set(Counters.Without(mailbox, modSeq, rows));
        return new(mailbox.Id, modSeq, default, uids);
    }

    /// <summary>Records that UIDs are gone, so that QRESYNC can be answered.</summary>
    public static void Record(AccountWork work, long key, UidSet uids, ModSeq modSeq)
    {
        var record = work.Database.Statement("INSERT INTO expunged (mailbox, modseq, first, last) VALUES (?, ?, ?, ?)").Bind(1, key).Bind(2, modSeq.Value);
        foreach (var range in uids.Ranges)
            record.Bind(3, range.First.Value).Bind(4, range.Last.Value).Run();
    }

    /// <summary>Takes one reference from a message; the last one makes it ready to be swept.</summary>
    public static void Unlink(AccountWork work, long message, ModSeq modSeq, bool isShared)
    {
        if (isShared && TakeShare(work, message))
            return;
        work.Database.Statement("INSERT INTO unlinked (message, modseq) VALUES (?, ?)").Bind(1, message).Bind(2, modSeq.Value).Run();
    }

    /// <summary>Whether any message is in more than one place: mostly none is, and nothing need be asked.</summary>
    public static bool AnyShared(AccountWork work)
    {
        var any = work.Database.Statement("SELECT 1 FROM shared LIMIT 1");
        using (any.Rows())
            return any.Step();
    }

    private static bool TakeShare(AccountWork work, long message)
    {
        var share = work.Database.Statement("SELECT extra FROM shared WHERE message = ?").Bind(1, message);
        long extra;
        using (share.Rows())
        {
            if (!share.Step())
                return false;
            extra = share.Int64(0);
        }

        var take = extra > 1 ? "UPDATE shared SET extra = extra - 1 WHERE message = ?" : "DELETE FROM shared WHERE message = ?";
        work.Database.Statement(take).Bind(1, message).Run();
        return true;
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
