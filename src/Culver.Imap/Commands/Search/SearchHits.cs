using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>What a search found, as its answers want it.</summary>
internal sealed class SearchHits(Candidates found)
{
    public int Count => found.Count;

    /// <summary>The numbers or UIDs, ascending.</summary>
    public IEnumerable<uint> Values(bool byUid)
    {
        for (var i = 0; i < found.Count; i++)
            yield return Value(i, byUid);
    }

    /// <summary>The lowest; only when something was found.</summary>
    public uint Min(bool byUid) => Value(0, byUid);

    /// <summary>The highest; only when something was found.</summary>
    public uint Max(bool byUid) => Value(found.Count - 1, byUid);

    /// <summary>The numbers or UIDs as ranges.</summary>
    public NumberRanges Ranges(bool byUid)
    {
        var ranges = new List<SequenceRange>();
        foreach (var value in Values(byUid))
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1 == value)
                ranges[^1] = ranges[^1] with { Last = value };
            else
                ranges.Add(new(value, value));
        }

        return NumberRanges.Of(ranges.ToArray());
    }

    /// <summary>The newest ModSeq among what is returned (RFC 7162 §3.1.5, RFC 4731 §3.2).</summary>
    public ModSeq HighestModSeq(SearchReturn options)
    {
        // RFC 7162 §3.1.10: with MIN or MAX alone, of the messages returned.
        const SearchReturn Whole = SearchReturn.All | SearchReturn.Count;
        if (options != SearchReturn.None && (options & Whole) == SearchReturn.None)
        {
            var newest = ModSeq.Zero;
            if ((options & SearchReturn.Min) != SearchReturn.None)
                newest = Newer(newest, Row(0).ModSeq);
            if ((options & SearchReturn.Max) != SearchReturn.None)
                newest = Newer(newest, Row(found.Count - 1).ModSeq);
            return newest;
        }

        var highest = ModSeq.Zero;
        for (var i = 0; i < found.Count; i++)
            highest = Newer(highest, Row(i).ModSeq);
        return highest;
    }

    /// <summary>
    /// What SAVE remembers (RFC 5182 §2.4): everything found, but with MIN or MAX and neither ALL nor COUNT only those.
    /// </summary>
    public UidSet Saved(SearchReturn options)
    {
        if (found.Count == 0)
            return UidSet.Empty;
        const SearchReturn Ends = SearchReturn.Min | SearchReturn.Max;
        const SearchReturn Whole = SearchReturn.All | SearchReturn.Count;
        if ((options & Ends) == SearchReturn.None || (options & Whole) != SearchReturn.None)
            return UidSet.From(Ranges(byUid: true).Ranges.ToArray().Select(static range => new UidRange(new(range.First), new(range.Last))));
        var ends = new List<Uid>();
        if ((options & SearchReturn.Min) != SearchReturn.None)
            ends.Add(Row(0).Uid);
        if ((options & SearchReturn.Max) != SearchReturn.None)
            ends.Add(Row(found.Count - 1).Uid);
        return UidSet.From(ends);
    }

    private static ModSeq Newer(ModSeq left, ModSeq right) => left > right ? left : right;

    private IndexRow Row(int i) => found.Snapshot[new(found.Numbers[i])];

    private uint Value(int i, bool byUid) => byUid ? Row(i).Uid.Value : (uint)found.Numbers[i];
}
