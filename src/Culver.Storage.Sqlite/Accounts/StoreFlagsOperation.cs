using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Changes flags. Rows whose flags stay as they are get no new ModSeq. Nothing is kept of a row but what the index is told.</summary>
internal static class StoreFlagsOperation
{
    public static StoreResult Apply(AccountWork work, StoreFlagsWrite write)
    {
        write.Rest = UidSet.Empty;
        if (!work.Tree.TryGet(write.Mailbox, out var mailbox) || !mailbox.IsSelectable)
            return new StoreResult.MailboxGone();
        var keywords = mailbox.Keywords;
        var named = write.Change.Flags.Keywords;
        Bits128 mask;
        if (write.Change.Operation == FlagOperation.Remove)
            mask = KeywordRules.Known(keywords, named);
        else if (!KeywordRules.TryRegister(ref keywords, named, out mask))
            return new StoreResult.TooManyKeywords();

        var found = new Found(work, mailbox, write, new(write.Change.Flags.System, mask));
        found.Run();
        if (found.Changed.Count == 0)
            return new StoreResult.Stored(UidSet.Empty, UidSet.From(found.Modified), mailbox.HighestModSeq);
        work.Set(mailbox with { Keywords = keywords, HighestModSeq = found.ModSeq, Unseen = mailbox.Unseen + found.Unseen, Deleted = mailbox.Deleted + found.Deleted });
        write.Deltas = [new(mailbox.Id, found.ModSeq, found.Rows, UidSet.Empty)];
        return new StoreResult.Stored(UidSet.From(found.Changed), UidSet.From(found.Modified), found.ModSeq);
    }

    /// <summary>The rows a change named, looked through once and changed where they lie.</summary>
    private sealed class Found(AccountWork work, MailboxInfo mailbox, StoreFlagsWrite write, FlagSet change)
    {
        private readonly FlagSetTable _table = work.Surroundings.FlagSets(mailbox.Id);
        private IndexRow[] _rows = new IndexRow[4];
        private int _count;
        // Neighbours mostly have the same flags: the number is looked up when they change.
        private FlagSet _flags;
        private int _number = -1;

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

        public void Run()
        {
            if (mailbox.Messages == 0)
                return;
            var walk = new PackWalk(work.Database, work.KeyOf(mailbox.Id), write.Uids);
            var looked = 0;
            while (looked < write.Limit && walk.NextPack())
            {
                while (looked < write.Limit && walk.NextRow())
                {
                    Look(walk.Pack, walk.Index);
                    if (++looked == write.Limit)
                        write.Rest = Removal.Above(write.Uids, walk.Uid);
                }

                walk.Save();
            }
        }

        private void Look(Pack pack, int index)
        {
            var uid = pack.UidAt(index);
            // RFC 7162 §3.1.3: a message that is newer is left alone and reported, whatever the change would have done.
            if (write.UnchangedSince is { } since && pack.ModSeqAt(index) > since)
            {
                Add(Modified, uid);
                return;
            }

            var before = pack.FlagsAt(index);
            var after = KeywordRules.Apply(before, write.Change.Operation, change);
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
            pack.Change(index, after, ModSeq);
            _rows[_count++] = pack.IndexAt(index, _number);
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
