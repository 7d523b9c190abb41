using System.Collections.Immutable;

namespace Culver.Storage.Tests.Index;

/// <summary>A mailbox's rows the plain way, changed at random, with the snapshot that must agree with them.</summary>
internal sealed class IndexModel
{
    public static readonly MailboxId Mailbox = new(1);

    private readonly Random _random;

    public IndexModel(Random random)
    {
        _random = random;
        Snapshot = MailboxSnapshot.Of(Info, Flags, []);
    }

    public SortedDictionary<uint, IndexRow> Rows { get; } = [];

    /// <summary>Every UID that is gone, with the ModSeq of its expunge.</summary>
    public SortedDictionary<uint, long> Vanished { get; } = [];

    public FlagSetTable Flags { get; private set; } = new();

    public uint UidNext { get; private set; } = 1;

    public long ModSeq { get; private set; } = 1;

    public ImmutableArray<string> Keywords { get; private set; } = [];

    public MailboxSnapshot Snapshot { get; private set; }

    public MailboxInfo Info => new(
        Mailbox, MailboxName.Inbox, new(1), new(UidNext), new(ModSeq), new(1), Rows.Count,
        Rows.Values.Count(row => !Has(row, SystemFlags.Seen)), Rows.Values.Count(row => Has(row, SystemFlags.Deleted)),
        Rows.Values.Sum(row => row.Size), SpecialUse.None, IsSelectable: true, Keywords, new(1), Storage.ModSeq.Zero);

    public bool Has(IndexRow row, SystemFlags flag) => (Flags[row.FlagSet].System & flag) != SystemFlags.None;

    /// <summary>One random commit.</summary>
    public IndexDelta Step(int scale = 400)
    {
        ModSeq += _random.Next(1, 4);
        var changed = new SortedDictionary<uint, IndexRow>();
        var removed = new List<UidRange>();
        var what = _random.Next(10);
        if (what < 4 || Rows.Count == 0)
            Append(changed, _random.Next(1, _random.Next(2, scale)));
        if (what is >= 3 and < 7)
            Change(changed, _random.Next(1, 20));
        if (what >= 6)
            Remove(removed, scale);
        return Commit([.. changed.Values], UidSet.From(removed));
    }

    public IndexDelta Append(int count)
    {
        ModSeq++;
        var changed = new SortedDictionary<uint, IndexRow>();
        Append(changed, count);
        return Commit([.. changed.Values], UidSet.Empty);
    }

    public IndexDelta Remove(params uint[] uids)
    {
        ModSeq++;
        foreach (var uid in uids)
        {
            Rows.Remove(uid);
            Vanished[uid] = ModSeq;
        }

        return Commit([], UidSet.From(uids.Select(uid => new Uid(uid))));
    }

    public IndexDelta SetFlags(uint uid, SystemFlags flags)
    {
        ModSeq++;
        Rows[uid] = Rows[uid] with { FlagSet = Flags.Intern(new(flags, 0)), ModSeq = new(ModSeq) };
        return Commit([Rows[uid]], UidSet.Empty);
    }

    public IndexDelta AddKeyword(string keyword)
    {
        ModSeq++;
        Keywords = Keywords.Add(keyword);
        return Commit([], UidSet.Empty);
    }

    /// <summary>Lets the index go and loads it again, with flag sets numbered anew.</summary>
    public void Reload()
    {
        var old = Flags;
        Flags = new();
        foreach (var uid in Rows.Keys.Reverse().ToArray())
            Rows[uid] = Rows[uid] with { FlagSet = Flags.Intern(old[Rows[uid].FlagSet]) };
        Snapshot = MailboxSnapshot.Of(Info, Flags, Rows.Values);
    }

    private IndexDelta Commit(IndexRow[] rows, UidSet removed)
    {
        var delta = IndexDelta.To(Info, rows, removed);
        Snapshot = Snapshot.With(delta);
        return delta;
    }

    private void Append(SortedDictionary<uint, IndexRow> changed, int count)
    {
        for (var i = 0; i < count; i++)
        {
            UidNext += (uint)(_random.Next(8) == 0 ? _random.Next(1, 5) : 0);
            var row = new IndexRow(new(UidNext), RandomFlags(), new(ModSeq), default, _random.Next(1, 100), UidNext * 10L);
            Rows[UidNext] = row;
            changed[UidNext] = row;
            UidNext++;
        }
    }

    private void Change(SortedDictionary<uint, IndexRow> changed, int count)
    {
        var uids = Rows.Keys.ToArray();
        for (var i = 0; i < count && uids.Length > 0; i++)
        {
            var uid = uids[_random.Next(uids.Length)];
            Rows[uid] = Rows[uid] with { FlagSet = RandomFlags(), ModSeq = new(ModSeq) };
            changed[uid] = Rows[uid];
        }
    }

    private void Remove(List<UidRange> removed, int scale)
    {
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var first = (uint)_random.Next(1, (int)UidNext + 2);
            var last = first + (uint)_random.Next(_random.Next(1, scale));
            removed.Add(new(new(first), new(last)));
            foreach (var uid in Rows.Keys.Where(uid => uid >= first && uid <= last).ToArray())
            {
                Rows.Remove(uid);
                Vanished[uid] = ModSeq;
            }

            // What is removed below UIDNEXT only: the rest is not there yet.
            UidNext = Math.Max(UidNext, last + 1);
        }
    }

    private int RandomFlags() => Flags.Intern(new((SystemFlags)_random.Next(32), (UInt128)(uint)_random.Next(4)));
}
