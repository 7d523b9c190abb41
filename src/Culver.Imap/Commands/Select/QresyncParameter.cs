using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Select;

/// <summary>What a client knows of the mailbox it selects (RFC 7162 §3.2.5).</summary>
/// <param name="UidValidity">The UIDVALIDITY it knows.</param>
/// <param name="ModSeq">The newest mod-sequence it knows.</param>
/// <param name="KnownUids">The UIDs it knows; null for all.</param>
/// <param name="MatchNumbers">Some sequence numbers it knows, ascending; null where it says nothing of them.</param>
/// <param name="MatchUids">The UIDs of those numbers, as many.</param>
internal sealed record QresyncParameter(
    UidValidity UidValidity, ModSeq ModSeq, NumberRanges? KnownUids, NumberRanges? MatchNumbers, NumberRanges? MatchUids)
{
    // select-param = "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"      RFC 7162 §7
    // seq-match-data = "(" known-sequence-set SP known-uid-set ")"
    public static QresyncParameter Parse(ref ImapReader reader)
    {
        reader.Open();
        var validity = new UidValidity(reader.NzNumber());
        reader.Space();
        var modSeq = new ModSeq(reader.ModSeqValue());
        NumberRanges? known = null;
        NumberRanges? numbers = null;
        NumberRanges? uids = null;
        while (reader.TrySpace())
        {
            if (reader.TryOpen())
            {
                numbers = reader.NumberSet("known sequence numbers");
                reader.Space();
                uids = reader.NumberSet("the UIDs of the known sequence numbers");
                reader.Close();
                if (numbers.Count != uids.Count)
                    throw reader.Expected("as many UIDs as sequence numbers");
                break;
            }

            if (known is not null)
                throw reader.Expected("sequence match data");
            known = reader.NumberSet("known UIDs");
        }

        reader.Close();
        return new(validity, modSeq, known, numbers, uids);
    }
}
