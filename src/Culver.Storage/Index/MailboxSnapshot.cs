using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>
/// The rows of a mailbox at one moment, ascending by UID, immutable and shared by everyone who shows that moment. Sequence numbers exist
/// only here.
/// </summary>
public sealed class MailboxSnapshot
{
    private readonly IndexRow[] _rows;

    private MailboxSnapshot(MailboxId mailbox, ModSeq modSeq, Uid uidNext, ImmutableArray<string> keywords, FlagSetTable flags, IndexRow[] rows)
    {
        Mailbox = mailbox;
        ModSeq = modSeq;
        UidNext = uidNext;
        Keywords = keywords;
        Flags = flags;
        _rows = rows;
    }

    /// <summary>Whose rows these are.</summary>
    public MailboxId Mailbox { get; }

    /// <summary>The mailbox's HIGHESTMODSEQ at that moment.</summary>
    public ModSeq ModSeq { get; }

    /// <summary>The mailbox's UIDNEXT at that moment.</summary>
    public Uid UidNext { get; }

    /// <summary>The keywords behind the bits of flag sets.</summary>
    public ImmutableArray<string> Keywords { get; }

    /// <summary>The flag sets behind the numbers in rows.</summary>
    public FlagSetTable Flags { get; }

    /// <summary>How many messages.</summary>
    public int Count => _rows.Length;

    /// <summary>The highest UID; 0 when there is none.</summary>
    public Uid LastUid => _rows.Length == 0 ? default : _rows[^1].Uid;

    /// <summary>The row with a sequence number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public IndexRow this[SequenceNumber number] => _rows[number.Value - 1];

    /// <summary>The flags of a row.</summary>
    public FlagSet FlagsOf(in IndexRow row) => Flags[row.FlagSet];

    /// <summary>How many rows have a UID below <paramref name="uid"/>.</summary>
    public int CountBelow(Uid uid)
    {
        var low = 0;
        var high = _rows.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_rows[middle].Uid < uid)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Finds a message by UID.</summary>
    public bool TryFind(Uid uid, out SequenceNumber number, out IndexRow row)
    {
        var below = CountBelow(uid);
        number = new(below + 1);
        row = below < _rows.Length ? _rows[below] : default;
        return below < _rows.Length && row.Uid == uid;
    }

    /// <summary>A run of rows without copying: from <paramref name="first"/> on, at least one and as many as lie together; empty past the end.</summary>
    public ReadOnlyMemory<IndexRow> RowsFrom(SequenceNumber first) =>
        first.Value > _rows.Length ? default : _rows.AsMemory(first.Value - 1);

    /// <summary>The number of the first message without <c>\Seen</c>; null when all are seen.</summary>
    public SequenceNumber? FirstUnseen()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if ((Flags[_rows[i].FlagSet].System & SystemFlags.Seen) == SystemFlags.None)
                return new(i + 1);
        }

        return null;
    }

    /// <summary>A snapshot of rows that are ascending by UID.</summary>
    public static MailboxSnapshot Of(MailboxInfo mailbox, FlagSetTable flags, IEnumerable<IndexRow> rows) =>
        new(mailbox.Id, mailbox.HighestModSeq, mailbox.UidNext, mailbox.Keywords, flags, [.. rows]);
}
