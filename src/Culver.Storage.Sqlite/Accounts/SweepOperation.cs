using Culver.Storage.Engine;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Removes for good what no mailbox shows and no session can ask for any more.</summary>
internal static class SweepOperation
{
    public static void Apply(AccountWork work, SweepWrite write)
    {
        var left = write.Limit;
        left -= RemovedMailboxes(work, write.Through, left);
        if (left > 0)
            left -= Messages(work, write, left);
        if (left > 0)
            Deliveries(work, left);
        if (left > 0 && write.Through > ModSeq.Zero)
            Records(work, write.Through);
        write.More = left <= 0 || Shrink(work);
    }

    // The record of expunges is bounded; never cut past what an open session may still ask for.
    private static void Records(AccountWork work, ModSeq through)
    {
        var most = work.Surroundings.Options.MostExpunged;
        var longest = work.Database.Statement("SELECT mailbox FROM expunged GROUP BY mailbox HAVING count(*) > ? LIMIT 1").Bind(1, most);
        long key;
        using (longest.Rows())
        {
            if (!longest.Step())
                return;
            key = longest.Int64(0);
        }

        var middle = work.Database.Statement("SELECT modseq FROM expunged WHERE mailbox = ? ORDER BY modseq DESC LIMIT 1 OFFSET ?").Bind(1, key).Bind(2, most / 2);
        long floor;
        using (middle.Rows())
        {
            if (!middle.Step())
                return;
            floor = Math.Min(middle.Int64(0), through.Value);
        }

        work.Database.Statement("DELETE FROM expunged WHERE mailbox = ? AND modseq <= ?").Bind(1, key).Bind(2, floor).Run();
        var mailbox = work.Tree.ById.Values.FirstOrDefault(mailbox => work.KeyOf(mailbox.Id) == key);
        if (mailbox is not null)
            work.Set(mailbox with { VanishedFloor = new(floor) });
    }

    // Gives room back to the file system, some pages at a time, once a quarter of the file is unused.
    private static bool Shrink(AccountWork work)
    {
        const int Slice = 1000;
        var free = work.Database.Scalar("PRAGMA freelist_count", 0);
        if (free < Slice || free < work.Database.Scalar("PRAGMA page_count", 0) / 4)
            return false;
        work.Database.Execute("PRAGMA incremental_vacuum(1000)");
        work.IsFileChanged = true;
        return true;
    }

    private static int RemovedMailboxes(AccountWork work, ModSeq through, int limit)
    {
        var gone = work.Database.Statement("SELECT key, removed FROM mailbox WHERE removed > 0 AND removed <= ? LIMIT 1").Bind(1, through.Value);
        long key;
        ModSeq removed;
        using (gone.Rows())
        {
            if (!gone.Step())
                return 0;
            key = gone.Int64(0);
            removed = new(gone.Int64(1));
        }

        var rows = new List<(long Uid, long Message)>();
        var some = work.Database.Statement("SELECT uid, message FROM mailbox_message WHERE mailbox = ? LIMIT ?").Bind(1, key).Bind(2, limit);
        using (some.Rows())
        {
            while (some.Step())
                rows.Add((some.Int64(0), some.Int64(1)));
        }

        var delete = work.Database.Statement("DELETE FROM mailbox_message WHERE mailbox = ? AND uid = ?").Bind(1, key);
        var isShared = Removal.AnyShared(work);
        foreach (var (uid, message) in rows)
        {
            delete.Bind(2, uid).Run();
            Removal.Unlink(work, message, removed, isShared);
        }

        if (rows.Count < limit)
        {
            work.Database.Statement("DELETE FROM expunged WHERE mailbox = ?").Bind(1, key).Run();
            work.Database.Statement("DELETE FROM mailbox WHERE key = ?").Bind(1, key).Run();
        }

        return Math.Max(rows.Count, 1);
    }

    private static int Messages(AccountWork work, SweepWrite write, int limit)
    {
        var messages = new List<(long Key, EmailId Email, bool IsFile)>();
        var rows = work.Database
            .Statement("SELECT u.message, m.email, m.in_file FROM unlinked u JOIN message m ON m.key = u.message WHERE u.modseq <= ? LIMIT ?")
            .Bind(1, write.Through.Value).Bind(2, limit);
        using (rows.Rows())
        {
            while (rows.Step())
                messages.Add((rows.Int64(0), new(rows.UInt128(1)), rows.Int64(2) != 0));
        }

        foreach (var (key, email, isFile) in messages)
        {
            work.Database.Statement("DELETE FROM unlinked WHERE message = ?").Bind(1, key).Run();
            work.Database.Statement("DELETE FROM message WHERE key = ?").Bind(1, key).Run();
            if (isFile)
                work.OldFiles.Add(work.Surroundings.ContentFile(email));
            else
                work.Database.Statement("DELETE FROM content WHERE message = ?").Bind(1, key).Run();
        }

        write.Swept = [.. messages.Select(static message => message.Key)];
        return messages.Count;
    }

    private static void Deliveries(AccountWork work, int limit)
    {
        var before = work.Surroundings.Time.GetUtcNow() - work.Surroundings.Options.DeliveryMemory;
        work.Database
            .Statement("DELETE FROM delivered WHERE (delivery, recipient) IN (SELECT delivery, recipient FROM delivered WHERE at < ? LIMIT ?)")
            .Bind(1, before.ToUnixTimeSeconds()).Bind(2, limit).Run();
    }
}
