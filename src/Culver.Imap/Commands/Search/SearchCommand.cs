using System.Text;
using Culver.Imap.Dispatch;
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
        if (reader.TryKeyword("RETURN"u8))
        {
            reader.Space();
            options = ReturnOptions(ref reader);
            reader.Space();
        }

        var charset = SearchCharsets.Utf8;
        if (reader.TryKeyword("CHARSET"u8))
        {
            reader.Space();
            var name = reader.AString();
            if (SearchCharsets.Find(name) is not { } known)
            {
                // RFC 9051 §6.4.4: answered with BADCHARSET; keys in an unknown charset are not read.
                return new(context.ByUid, options, name, new SearchKey.All());
            }

            charset = known;
            reader.Space();
        }

        return new(context.ByUid, options, null, reader.SearchKeys(charset));
    }

    private static SearchReturn ReturnOptions(ref ImapReader reader)
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
                : reader.TryKeyword("SAVE"u8) ? SearchReturn.Save
                : throw reader.Expected("MIN, MAX, ALL, COUNT or SAVE");
        }
        while (reader.TrySpace());
        reader.Close();
        return options;
    }
}

/// <summary>The charsets search text may come in.</summary>
internal static class SearchCharsets
{
    /// <summary>UTF-8, and so US-ASCII, which is what text is in when nothing is said. Bytes that are not UTF-8 are refused.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The charset of a name; null when it is not known.</summary>
    public static Encoding? Find(string name) =>
        string.Equals(name, "UTF-8", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "US-ASCII", StringComparison.OrdinalIgnoreCase)
            ? Utf8
            : null;

    /// <summary>Named in BADCHARSET. RFC 9051 §6.4.4 asks for these two; others are a client's relic, whose text every client can send in UTF-8.</summary>
    public static string[] Known { get; } = ["US-ASCII", "UTF-8"];
}
