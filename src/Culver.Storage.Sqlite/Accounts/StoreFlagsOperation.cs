using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Changes flags. Rows whose flags stay as they are get no new ModSeq. Nothing is kept of a row but what the index is told.</summary>
internal static class StoreFlagsOperation
{
    // Keywords last: of a mailbox that knows none they are not asked for.
    private const string Rows =
        "SELECT uid, modseq, flags, date, size, message, keywords_low, keywords_high FROM mailbox_message WHERE mailbox = ? AND uid BETWEEN ? AND ?";

    public static StoreResult Apply(AccountWork work, StoreFlagsWrite write)
    {
        write.Rest = UidSet.Empty;
        if (!work.Tree.TryGet(write.Mailbox, out var mailbox) || !mailbox.IsSelectable)
            return new StoreResult.MailboxGone();
        var keywords = mailbox.Keywords;
        var named = write.Change.Flags.Keywords;
        UInt128 mask;
        if (write.Change.Operation == FlagOperation.Remove)
            mask = KeywordRules.Known(keywords, named);
        else if (!KeywordRules.TryRegister(ref keywords, named, out mask))
            return new StoreResult.TooManyKeywords();

        var found = new Found(work, mailbox, write, new(write.Change.Flags.System, mask));
        found.Read();
        if (found.Changed.Count == 0)
            return new StoreResult.Stored(UidSet.Empty, UidSet.From(found.Modified), mailbox.HighestModSeq);
        Update(work, work.KeyOf(mailbox.Id), found);
        work.Set(mailbox with { Keywords = keywords, HighestModSeq = found.ModSeq, Unseen = mailbox.Unseen + found.Unseen, Deleted = mailbox.Deleted + found.Deleted });
        write.Deltas = [new(mailbox.Id, found.ModSeq, found.Rows, UidSet.Empty)];
        return new StoreResult.Stored(UidSet.From(found.Changed), UidSet.From(found.Modified), found.ModSeq);
    }

    /// <summary>
    /// Neighbours, whose UIDs follow one another, are one statement: every row between the first and the last of a run is among the changed ones, and
    /// what the operation makes of each is what <see cref="KeywordRules.Apply"/> made of it.
    /// </summary>
    private static void Update(AccountWork work, long key, Found found)
    {
        var update = work.Database.Statement(StatementOf(found.Operation)).Bind(1, found.ModSeq.Value)
            .Bind(2, (long)found.Change.System)
            .Bind(3, (long)(ulong)found.Change.Keywords)
            .Bind(4, (long)(ulong)(found.Change.Keywords >> 64))
            .Bind(5, key);
        foreach (var run in found.Changed)
            update.Bind(6, run.First.Value).Bind(7, run.Last.Value).Run();
    }

    private static string StatementOf(FlagOperation operation) => operation switch
    {
        FlagOperation.Add =>
            "UPDATE mailbox_message SET modseq = ?1, flags = flags | ?2, keywords_low = keywords_low | ?3, keywords_high = keywords_high | ?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        FlagOperation.Remove =>
            "UPDATE mailbox_message SET modseq = ?1, flags = flags & ~?2, keywords_low = keywords_low & ~?3, keywords_high = keywords_high & ~?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        FlagOperation.Replace =>
            "UPDATE mailbox_message SET modseq = ?1, flags = ?2, keywords_low = ?3, keywords_high = ?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, message: null),
    };

    /// <summary>The rows a change named, looked through once.</summary>
    private sealed class Found(AccountWork work, MailboxInfo mailbox, StoreFlagsWrite write, FlagSet change)
    {
        private readonly FlagSetTable _table = work.Surroundings.FlagSets(mailbox.Id);
        private IndexRow[] _rows = new IndexRow[4];
        private int _count;
        // Neighbours mostly have the same flags: the number is looked up when they change.
        private FlagSet _flags;
        private int _number = -1;

        public FlagOperation Operation => write.Change.Operation;

        public FlagSet Change => change;

        /// <summary>Those that are different now, as the index has them.</summary>
        public ReadOnlyMemory<IndexRow> Rows => _rows.AsMemory(0, _count);

        /// <summary>Their UIDs, ascending.</summary>
        public List<UidRange> Changed { get; } = [];

        /// <summary>The UIDs of those left alone, ascending.</summary>
        public List<UidRange> Modified { get; } = [];

        /// <summary>The ModSeq of the change; none was taken where nothing changed.</summary>
        public ModSeq ModSeq { get; private set; }

        public int Unseen { get; private set; }

        public int Deleted { get; private set; }

        public void Read()
        {
            var rows = work.Database.Statement(StoreFlagsOperation.Rows).Bind(1, work.KeyOf(mailbox.Id));
            // Those the change itself adds are in no row yet.
            var hasKeywords = !mailbox.Keywords.IsEmpty;
            var looked = 0;
            foreach (var range in write.Uids.Ranges)
            {
                if (mailbox.Messages == 0 || range.First >= mailbox.UidNext || looked == write.Limit)
                    break;
                rows.Bind(2, range.First.Value).Bind(3, range.Last.Value);
                using (rows.Rows())
                {
                    while (looked < write.Limit && rows.Step())
                    {
                        var uid = new Uid((uint)rows.Int64(0));
                        Look(rows, uid, hasKeywords);
                        if (++looked == write.Limit)
                            write.Rest = Removal.Above(write.Uids, uid);
                    }
                }
            }
        }

        private void Look(SqliteStatement row, Uid uid, bool hasKeywords)
        {
            // RFC 7162 §3.1.3: a message that is newer is left alone and reported, whatever the change would have done.
            if (write.UnchangedSince is { } since && row.Int64(1) > since.Value)
            {
                Add(Modified, uid);
                return;
            }

            var before = new FlagSet((SystemFlags)row.Int32(2), hasKeywords ? new UInt128((ulong)row.Int64(7), (ulong)row.Int64(6)) : UInt128.Zero);
            var after = KeywordRules.Apply(before, Operation, change);
            if (after == before)
                return;
            if (Changed.Count == 0)
                ModSeq = work.NextModSeq();
            if (_number < 0 || after != _flags)
                (_flags, _number) = (after, _table.Intern(after));
            Unseen += Counters.IsUnseen(after) - Counters.IsUnseen(before);
            Deleted += Counters.IsDeleted(after) - Counters.IsDeleted(before);
            Add(Changed, uid);
            if (_count == _rows.Length)
                Array.Resize(ref _rows, (int)Math.Min(Math.Min(write.Limit, mailbox.Messages), _rows.Length * 16L));
            _rows[_count++] = new(uid, _number, ModSeq, ZonedTime.FromPacked(row.Int64(3)), row.Int64(4), row.Int64(5));
        }

        private static void Add(List<UidRange> runs, Uid uid)
        {
            if (runs.Count > 0 && runs[^1].Last.Value + 1 == uid.Value)
                runs[^1] = runs[^1] with { Last = uid };
            else
                runs.Add(new(uid, uid));
        }
    }
}
