using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Search;

/// <summary>SEARCH and ESEARCH responses.</summary>
internal static class SearchResponse
{
    // mailbox-data =/ "SEARCH" [1*(SP nz-number) [SP search-sort-mod-seq]]                        RFC 7162 §7
    public static void WriteSearch(ImapWriter writer, SearchHits hits, bool byUid, bool tellsModSeq)
    {
        writer.Untagged();
        writer.Keyword("SEARCH"u8);
        foreach (var value in hits.Values(byUid))
        {
            writer.Space();
            writer.Number((ulong)value);
        }

        if (tellsModSeq && hits.Count > 0)
        {
            writer.Keyword(" (MODSEQ "u8);
            writer.Number(hits.HighestModSeq(SearchReturn.None).Value);
            writer.Close();
        }

        writer.CrLf();
    }

    // esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)        RFC 9051 §9
    // search-correlator = SP "(" "TAG" SP tag-string ")"
    public static void WriteESearch(ImapWriter writer, ReadOnlySpan<byte> tag, SearchHits hits, bool byUid, SearchReturn options, bool tellsModSeq)
    {
        writer.Untagged();
        writer.Keyword("ESEARCH (TAG "u8);
        writer.String(tag);
        writer.Close();
        if (byUid)
            writer.Keyword(" UID"u8);
        // RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing matched; COUNT never is.
        if (hits.Count > 0)
        {
            if ((options & SearchReturn.Min) != SearchReturn.None)
            {
                writer.Keyword(" MIN "u8);
                writer.Number((ulong)hits.Min(byUid));
            }

            if ((options & SearchReturn.Max) != SearchReturn.None)
            {
                writer.Keyword(" MAX "u8);
                writer.Number((ulong)hits.Max(byUid));
            }

            if ((options & SearchReturn.All) != SearchReturn.None)
            {
                writer.Keyword(" ALL "u8);
                writer.NumberSet(hits.Ranges(byUid));
            }
        }

        if ((options & SearchReturn.Count) != SearchReturn.None)
        {
            writer.Keyword(" COUNT "u8);
            writer.Number((long)hits.Count);
        }

        if (tellsModSeq && hits.Count > 0)
        {
            writer.Keyword(" MODSEQ "u8);
            writer.Number(hits.HighestModSeq(options).Value);
        }

        writer.CrLf();
    }
}
