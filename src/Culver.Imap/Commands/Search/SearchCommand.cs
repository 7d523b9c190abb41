using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Search;

// search = "SEARCH" [search-return-opts] SP search-program                                                RFC 9051 §9
// search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
// search-return-opt = "MIN" / "MAX" / "ALL" / "COUNT" / "SAVE"
// search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
internal sealed record SearchCommand(bool ByUid, SearchReturn? Return, string? UnknownCharset, SearchKey Key) : IImapCommand<SearchCommand>
{
    public static SearchCommand Parse(ref ImapReader reader, ParseContext context)
    {
        reader.Space();
        SearchReturn? options = null;
        if (context.Offers("ESEARCH") && reader.TryKeyword("RETURN"u8))
        {
            reader.Space();
            options = ReturnOptions(ref reader, context);
            reader.Space();
        }

        var charset = SearchCharset.Utf8;
        if (reader.TryKeyword("CHARSET"u8))
        {
            // RFC 9755 §3: who enabled UTF8=ACCEPT writes everything in UTF-8 and names no charset.
            if (context.Session.Has(ImapFeatures.Utf8Accept))
                throw reader.Expected("no CHARSET after ENABLE UTF8=ACCEPT");
            reader.Space();
            var name = reader.AString();
            if (SearchCharset.Find(name) is not { } known)
            {
                // RFC 9051 §6.4.4: answered with BADCHARSET; keys in an unknown charset are not read.
                return new(context.ByUid, options, name, new SearchKey.All());
            }

            charset = known;
            reader.Space();
        }

        var keys = reader.SearchKeys(charset, context.Session.Options);
        if (keys.Mentions(key => IsSwitchedOff(key, context)))
            throw reader.Expected("search keys of capabilities that are announced");
        return new(context.ByUid, options, null, keys);
    }

    private static bool IsSwitchedOff(SearchKey key, ParseContext context) => key switch
    {
        SearchKey.ModSeqSince => !context.Offers("CONDSTORE"),
        SearchKey.Email or SearchKey.Thread => !context.Offers("OBJECTID"),
        _ => false,
    };

    private static SearchReturn ReturnOptions(ref ImapReader reader, ParseContext context)
    {
        var options = SearchReturn.None;
        reader.Open();
        if (reader.TryClose())
        {
            // RFC 4731 §3.1: an empty list asks for ALL.
            return SearchReturn.All;
        }

        do
        {
            options |= reader.TryKeyword("MIN"u8) ? SearchReturn.Min
                : reader.TryKeyword("MAX"u8) ? SearchReturn.Max
                : reader.TryKeyword("ALL"u8) ? SearchReturn.All
                : reader.TryKeyword("COUNT"u8) ? SearchReturn.Count
                : context.Offers("SEARCHRES") && reader.TryKeyword("SAVE"u8) ? SearchReturn.Save
                : throw reader.Expected("MIN, MAX, ALL, COUNT or SAVE");
        }
        while (reader.TrySpace());
        reader.Close();
        return options;
    }
}
