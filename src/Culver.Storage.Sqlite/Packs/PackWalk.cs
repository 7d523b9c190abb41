using System.Collections.Immutable;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Packs;

/// <summary>
/// Goes through the rows of a mailbox that are in a set, pack by pack. No statement is open between two packs, so that each can be written before the
/// next is looked for.
/// </summary>
internal sealed class PackWalk(SqliteDatabase database, long mailbox, UidSet uids)
{
    // From the pack a UID would be in: the last that begins at or before it.
    private const string From =
        """
        SELECT key, entries FROM message_pack
          WHERE key BETWEEN ifnull((SELECT key FROM message_pack WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1), ?2) AND ?3 ORDER BY key
        """;

    private readonly ImmutableArray<UidRange> _ranges = uids.Ranges;
    private int _range;
    // 64 bits: one past the highest UID is a place, too.
    private long _from = 1;
    private int _next;

    /// <summary>The pack it is in.</summary>
    public Pack Pack { get; } = new();

    /// <summary>The entry it is at.</summary>
    public int Index { get; private set; }

    /// <summary>The UID of that entry.</summary>
    public Uid Uid => Pack.UidAt(Index);

    /// <summary>Goes on to the next pack; there may be no row of the set in it.</summary>
    /// <exception cref="StorageUnavailableException">It is damaged.</exception>
    public bool NextPack()
    {
        while (_range < _ranges.Length && _ranges[_range].Last.Value < _from)
            _range++;
        if (_range == _ranges.Length)
            return false;
        var from = new Uid((uint)Math.Max(_from, _ranges[_range].First.Value));
        if (!Find(from))
            return false;
        _next = Pack.IndexOf(from);
        _from = Pack.Last.Value + 1L;
        return true;
    }

    /// <summary>Goes on to the next row of the set in this pack.</summary>
    public bool NextRow()
    {
        for (; _next < Pack.Count && _range < _ranges.Length; _next++)
        {
            var uid = Pack.UidAt(_next);
            while (_ranges[_range].Last < uid)
            {
                if (++_range == _ranges.Length)
                    return false;
            }

            if (uid < _ranges[_range].First)
                continue;
            Index = _next++;
            return true;
        }

        return false;
    }

    /// <summary>Stores what was changed in this pack.</summary>
    public void Save()
    {
        if (Pack.IsChanged)
            PackedRows.Save(database, Pack);
    }

    private bool Find(Uid from)
    {
        var packs = database.Statement(From)
            .Bind(1, Pack.KeyOf(mailbox, new(0))).Bind(2, Pack.KeyOf(mailbox, from)).Bind(3, Pack.KeyOf(mailbox, _ranges[^1].Last));
        using (packs.Rows())
        {
            while (packs.Step())
            {
                Pack.Read(packs.Int64(0), packs.Blob(1));
                if (Pack.Last >= from)
                    return true;
            }
        }

        return false;
    }
}
