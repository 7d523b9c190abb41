namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Bounds the record of expunges, by age and by number. Rules upheld: a mailbox's floor is raised before anything below it goes, so that a
/// client older than the floor is told the full set (RFC 7162 §5.1) and never half of it; the floor never passes what an open session
/// may still ask for.
/// </summary>
internal static class ExpungeRecords
{
    private static readonly TimeSpan BetweenMoments = TimeSpan.FromDays(1);

    /// <summary>Raises floors and deletes what lies below them; returns how many rows went.</summary>
    public static int Prune(AccountWork work, ModSeq through, int limit)
    {
        NoteMoment(work);
        ByNumber(work, through);
        var (floor, at) = Aged(work);
        var deleted = 0;
        foreach (var mailbox in work.Tree.ById.Values)
        {
            var raised = Raised(work, mailbox, floor <= through ? floor : through);
            if (raised > ModSeq.Zero)
                deleted += Delete(work, work.KeyOf(mailbox.Id), raised, limit - deleted);
            if (deleted >= limit)
                return deleted;
        }

        // All that old is gone: the moment has served. One that a session holds back is looked at again.
        if (at is not null && floor <= through)
            work.Database.Statement("DELETE FROM moment WHERE at <= ?").Bind(1, at.Value).Run();
        return deleted;
    }

    /// <summary>Deletes some records of a mailbox up to a ModSeq; returns how many.</summary>
    public static int Delete(AccountWork work, long key, ModSeq through, int limit)
    {
        work.Database
            .Statement("DELETE FROM expunged WHERE (mailbox, modseq, first) IN (SELECT mailbox, modseq, first FROM expunged WHERE mailbox = ? AND modseq <= ? LIMIT ?)")
            .Bind(1, key).Bind(2, through.Value).Bind(3, limit).Run();
        return work.Database.Changes;
    }

    // The floor of a mailbox, raised where there is anything between the old one and the new.
    private static ModSeq Raised(AccountWork work, MailboxInfo mailbox, ModSeq floor)
    {
        if (floor <= mailbox.VanishedFloor)
            return mailbox.VanishedFloor;
        var between = work.Database.Statement("SELECT 1 FROM expunged WHERE mailbox = ? AND modseq > ? AND modseq <= ? LIMIT 1")
            .Bind(1, work.KeyOf(mailbox.Id)).Bind(2, mailbox.VanishedFloor.Value).Bind(3, floor.Value);
        using (between.Rows())
        {
            if (!between.Step())
                return mailbox.VanishedFloor;
        }

        work.Set(mailbox with { VanishedFloor = floor });
        return floor;
    }

    // Of a mailbox with too many the older half goes, so that this is rare.
    private static void ByNumber(AccountWork work, ModSeq through)
    {
        var most = work.Surroundings.Options.MostExpunged;
        var full = new HashSet<long>();
        var longest = work.Database
            .Statement("SELECT e.mailbox FROM expunged e JOIN mailbox m ON m.key = e.mailbox WHERE m.removed = 0 AND e.modseq > m.vanished_floor GROUP BY e.mailbox HAVING count(*) > ?")
            .Bind(1, most);
        using (longest.Rows())
        {
            while (longest.Step())
                full.Add(longest.Int64(0));
        }

        if (full.Count == 0)
            return;
        foreach (var mailbox in work.Tree.ById.Values.Where(mailbox => full.Contains(work.KeyOf(mailbox.Id))).ToArray())
        {
            var middle = work.Database.Statement("SELECT modseq FROM expunged WHERE mailbox = ? ORDER BY modseq DESC LIMIT 1 OFFSET ?")
                .Bind(1, work.KeyOf(mailbox.Id)).Bind(2, most / 2);
            ModSeq floor;
            using (middle.Rows())
            {
                if (!middle.Step())
                    continue;
                floor = new(middle.Int64(0));
            }

            Raised(work, mailbox, floor <= through ? floor : through);
        }
    }

    // The ModSeq at the newest of the moments that are old enough; what is not newer is too old.
    private static (ModSeq Floor, long? At) Aged(AccountWork work)
    {
        var before = work.Surroundings.Time.GetUtcNow() - work.Surroundings.Options.ExpungedMemory;
        var aged = work.Database.Statement("SELECT at, modseq FROM moment WHERE at <= ? ORDER BY at DESC LIMIT 1").Bind(1, before.ToUnixTimeSeconds());
        using (aged.Rows())
            return aged.Step() ? (new(aged.Int64(1)), aged.Int64(0)) : (ModSeq.Zero, null);
    }

    // Once a day, while there is anything whose age will be asked.
    private static void NoteMoment(AccountWork work)
    {
        var now = work.Surroundings.Time.GetUtcNow();
        if (work.Database.Scalar("SELECT EXISTS (SELECT 1 FROM expunged)", 0) == 0
            || work.Database.Scalar("SELECT ifnull(max(at), 0) FROM moment", 0) > (now - BetweenMoments).ToUnixTimeSeconds())
            return;
        work.Database.Statement("INSERT INTO moment (at, modseq) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .Bind(1, now.ToUnixTimeSeconds()).Bind(2, work.Tree.HighestModSeq.Value).Run();
    }
}
