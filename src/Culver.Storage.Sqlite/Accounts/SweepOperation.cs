using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Removes for good what no mailbox shows and no session can ask for any more.</summary>
internal static class SweepOperation
{
    public static void Apply(AccountWork work, SweepWrite write)
    {
        var left = write.Limit;
        // Each mailbox that was removed counts at least one, so this ends.
        while (left > 0 && RemovedMailbox(work, write.Through, left) is var taken and > 0)
            left -= taken;
        if (left > 0)
            left -= Messages(work, write, left);
        if (left > 0)
            left -= Deliveries(work, left);
        if (left > 0 && write.Through > ModSeq.Zero)
            left -= ExpungeRecords.Prune(work, write.Through, left);
        write.More = left <= 0 || Shrink(work);
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

    // A slice of one; returns how many rows went, 0 when there is none.
    private static int RemovedMailbox(AccountWork work, ModSeq through, int limit)
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

        var messages = new List<long>();
        var walk = new PackWalk(work.Database, key, UidSet.All);
        // Whole packs: the limit is an approximate one.
        while (messages.Count < limit && walk.NextPack())
        {
            while (walk.NextRow())
            {
                messages.Add(walk.Pack.MessageAt(walk.Index));
                walk.Pack.Drop(walk.Index);
            }

            walk.Save();
        }

        Removal.Unlink(work, messages, removed);
        var taken = messages.Count;
        if (taken < limit)
            taken += ExpungeRecords.Delete(work, key, new(long.MaxValue), limit - taken);
        if (taken < limit)
            work.Database.Statement("DELETE FROM mailbox WHERE key = ?").Bind(1, key).Run();
        return Math.Max(taken, 1);
    }

    private static int Messages(AccountWork work, SweepWrite write, int limit)
    {
        var messages = new List<(long Key, EmailId Email, bool IsFile, long? MessageId)>();
        var rows = work.Database
            .Statement("SELECT u.message, m.email, m.in_file, m.digest FROM unlinked u JOIN message m ON m.key = u.message WHERE u.modseq <= ? LIMIT ?")
            .Bind(1, write.Through.Value).Bind(2, limit);
        using (rows.Rows())
        {
            while (rows.Step())
                messages.Add((rows.Int64(0), new(rows.Bits128(1)), rows.Int64(2) != 0, Threads.MessageId(rows.Blob(3))));
        }

        foreach (var (key, email, isFile, messageId) in messages)
        {
            Threads.Forget(work, messageId);
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

    private static int Deliveries(AccountWork work, int limit)
    {
        var before = work.Surroundings.Time.GetUtcNow() - work.Surroundings.Options.DeliveryMemory;
        work.Database
            .Statement("DELETE FROM delivered WHERE (delivery, recipient) IN (SELECT delivery, recipient FROM delivered WHERE at < ? LIMIT ?)")
            .Bind(1, before.ToUnixTimeSeconds()).Bind(2, limit).Run();
        return work.Database.Changes;
    }
}
