namespace Culver.Imap.Wire;

/// <summary>The rules of sets: sequence-set, known-uids and their kin.</summary>
internal static class SetReading
{
    private static readonly System.Buffers.SearchValues<byte> SetChar = System.Buffers.SearchValues.Create("0123456789:*,"u8);

    /// <summary>
    /// sequence-set = (seq-number / seq-range) ["," sequence-set] / seq-last-command
    /// seq-number = nz-number / "*"; seq-range = seq-number ":" seq-number; seq-last-command = "$"
    /// </summary>
    public static SequenceSet SequenceSet(this ref ImapReader reader)
    {
        // The ranges are counted before they are kept, so that a set costs no more than its array.
        var run = reader.Rest.IndexOfAnyExcept(SetChar);
        var count = 1 + (run < 0 ? reader.Rest : reader.Rest[..run]).Count((byte)',');
        if (count > reader.MostRanges)
        {
            throw reader.Beyond(Limits.SetRanges, $"at most {reader.MostRanges} ranges in a sequence set");
        }

        if (reader.KnowsSaved && reader.TryChar((byte)'$'))
        {
            return Wire.SequenceSet.Saved;
        }

        var ranges = new SequenceRange[count];
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                // "," is there: it was counted. Behind the last one "$" may stand (RFC 5182 §4).
                if (!reader.TryChar((byte)','))
                {
                    throw reader.Expected("\",\" in a sequence set");
                }

                if (i == count - 1 && reader.KnowsSaved && reader.TryChar((byte)'$'))
                {
                    return Wire.SequenceSet.Owning(ranges[..i], hasSaved: true);
                }
            }

            var first = SequenceNumber(ref reader);
            ranges[i] = new(first, reader.TryChar((byte)':') ? SequenceNumber(ref reader) : first);
        }

        return Wire.SequenceSet.Owning(ranges, hasSaved: false);
    }

    /// <summary>
    /// known-uids = sequence-set without "*" and "$" (RFC 7162 §7), and the uid-set of other rules.
    /// </summary>
    /// <param name="reader">Where it is read.</param>
    /// <param name="what">The rule with its article, for the error.</param>
    public static NumberRanges NumberSet(this ref ImapReader reader, string what)
    {
        var start = reader.Position;
        var set = reader.SequenceSet();
        if (set.HasSaved || set.HasStar)
        {
            reader.Rewind(start);
            throw reader.Expected(what);
        }

        return set.Resolve(uint.MaxValue);
    }

    private static uint SequenceNumber(ref ImapReader reader)
    {
        if (reader.TryChar((byte)'*'))
        {
            return SequenceRange.Star;
        }

        return reader.Peek is >= '1' and <= '9' ? reader.NzNumber() : throw reader.Expected("a sequence set");
    }
}
