using System.Collections.Immutable;
using System.Text;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>The grammar of search keys.</summary>
internal static class SearchKeyReading
{
    private static readonly Dictionary<string, SearchKey> Constants = new(StringComparer.Ordinal)
    {
        ["ALL"] = new SearchKey.All(),
        ["ANSWERED"] = new SearchKey.SystemFlag(SystemFlags.Answered, IsSet: true),
        ["UNANSWERED"] = new SearchKey.SystemFlag(SystemFlags.Answered, IsSet: false),
        ["DELETED"] = new SearchKey.SystemFlag(SystemFlags.Deleted, IsSet: true),
        ["UNDELETED"] = new SearchKey.SystemFlag(SystemFlags.Deleted, IsSet: false),
        ["DRAFT"] = new SearchKey.SystemFlag(SystemFlags.Draft, IsSet: true),
        ["UNDRAFT"] = new SearchKey.SystemFlag(SystemFlags.Draft, IsSet: false),
        ["FLAGGED"] = new SearchKey.SystemFlag(SystemFlags.Flagged, IsSet: true),
        ["UNFLAGGED"] = new SearchKey.SystemFlag(SystemFlags.Flagged, IsSet: false),
        ["SEEN"] = new SearchKey.SystemFlag(SystemFlags.Seen, IsSet: true),
        ["UNSEEN"] = new SearchKey.SystemFlag(SystemFlags.Seen, IsSet: false),
        ["RECENT"] = new SearchKey.Recent(),
        ["OLD"] = new SearchKey.Not(new SearchKey.Recent()),
        ["NEW"] = new SearchKey.And([new SearchKey.Recent(), new SearchKey.SystemFlag(SystemFlags.Seen, IsSet: false)]),
    };

    /// <summary>search-key *(SP search-key), to the end: all of them together.</summary>
    public static SearchKey SearchKeys(this ref ImapReader reader, SearchCharset charset, ImapOptions options)
    {
        var budget = new SearchBudget(options);
        var keys = Keys(ref reader, charset, depth: 0, ref budget);
        reader.End();
        return keys;
    }

    private static SearchKey Keys(ref ImapReader reader, SearchCharset charset, int depth, ref SearchBudget budget)
    {
        var first = Key(ref reader, charset, depth, ref budget);
        if (!reader.TrySpace())
            return first;
        var keys = ImmutableArray.CreateBuilder<SearchKey>();
        keys.Add(first);
        do
        {
            keys.Add(Key(ref reader, charset, depth, ref budget));
        }
        while (reader.TrySpace());
        return new SearchKey.And(keys.ToImmutable());
    }

    // search-key = "ALL" / "ANSWERED" / "BCC" SP astring / "BEFORE" SP date / "BODY" SP astring / "CC" SP astring / "DELETED" /
    //              "FLAGGED" / "FROM" SP astring / "KEYWORD" SP flag-keyword / "ON" SP date / "SEEN" / "SINCE" SP date /
    //              "SUBJECT" SP astring / "TEXT" SP astring / "TO" SP astring / "UNANSWERED" / "UNDELETED" / "UNFLAGGED" /
    //              "UNKEYWORD" SP flag-keyword / "UNSEEN" / "DRAFT" / "HEADER" SP header-fld-name SP astring /
    //              "LARGER" SP number64 / "NOT" SP search-key / "OR" SP search-key SP search-key / "SENTBEFORE" SP date /
    //              "SENTON" SP date / "SENTSINCE" SP date / "SMALLER" SP number64 / "UID" SP sequence-set / "UNDRAFT" /
    //              sequence-set / "(" search-key *(SP search-key) ")"                                      RFC 9051 §9
    private static SearchKey Key(ref ImapReader reader, SearchCharset charset, int depth, ref SearchBudget budget)
    {
        if (depth > budget.Depth)
            throw reader.Beyond(Limits.SearchDepth, $"at most {budget.Depth} search keys within each other");
        if (!budget.TakeKey())
            throw reader.Beyond(Limits.SearchKeys, $"at most {budget.Keys} search keys");
        if (reader.TryOpen())
        {
            var inner = Keys(ref reader, charset, depth + 1, ref budget);
            reader.Close();
            return inner;
        }

        if (reader.Peek is (>= '0' and <= '9') or '*' or '$')
            return new SearchKey.Numbers(reader.SequenceSet());
        var start = reader.Position;
        var word = reader.Word("a search key");
        if (Constants.TryGetValue(word, out var constant))
            return constant;
        switch (word)
        {
            case "NOT":
                reader.Space();
                return new SearchKey.Not(Key(ref reader, charset, depth + 1, ref budget));
            case "OR":
                reader.Space();
                var left = Key(ref reader, charset, depth + 1, ref budget);
                reader.Space();
                return new SearchKey.Or(left, Key(ref reader, charset, depth + 1, ref budget));
        }

        if (word is "BODY" or "TEXT" && !budget.TakeTextKey())
            throw reader.Beyond(Limits.TextKeys, $"at most {budget.TextKeys} search keys BODY and TEXT");
        var key = Argument(ref reader, word, charset);
        if (key is not null)
            return key;
        reader.Rewind(start);
        throw reader.Expected("a search key");
    }

    private static SearchKey? Argument(ref ImapReader reader, string word, SearchCharset charset)
    {
        switch (word)
        {
            case "BCC" or "CC" or "FROM" or "SUBJECT" or "TO":
                reader.Space();
                return new SearchKey.Header(word, SearchText(ref reader, charset));
            case "HEADER":
                reader.Space();
                var field = reader.HeaderFieldName();
                reader.Space();
                return new SearchKey.Header(field, SearchText(ref reader, charset));
            case "BODY" or "TEXT":
                reader.Space();
                return new SearchKey.FullText(new(SearchText(ref reader, charset), word == "BODY" ? TextScope.Body : TextScope.HeaderAndBody));
            case "BEFORE" or "SENTBEFORE":
                return Date(ref reader, DateComparison.Before, word);
            case "ON" or "SENTON":
                return Date(ref reader, DateComparison.On, word);
            case "SINCE" or "SENTSINCE":
                return Date(ref reader, DateComparison.Since, word);
            case "KEYWORD" or "UNKEYWORD":
                reader.Space();
                return new SearchKey.Keyword(reader.Atom(), word == "KEYWORD");
            case "LARGER":
                reader.Space();
                return new SearchKey.Larger(reader.Number64());
            case "SMALLER":
                reader.Space();
                return new SearchKey.Smaller(reader.Number64());
            case "UID":
                reader.Space();
                return new SearchKey.Uids(reader.SequenceSet());
            case "MODSEQ":
                return ModSeqKey(ref reader);
            case "EMAILID":
                reader.Space();
                return new SearchKey.Email(EmailId.TryParse(reader.Atom(), out var email) ? email : null);
            case "THREADID":
                reader.Space();
                return new SearchKey.Thread(ThreadId.TryParse(reader.Atom(), out var thread) ? thread : null);
            default:
                return null;
        }
    }

    private static SearchKey.Date Date(ref ImapReader reader, DateComparison comparison, string word)
    {
        reader.Space();
        return new(comparison, reader.Date(), word.StartsWith("SENT", StringComparison.Ordinal));
    }

    // search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer
    // search-modseq-ext = SP entry-name SP entry-type-req                                                 RFC 7162 §7
    private static SearchKey.ModSeqSince ModSeqKey(ref ImapReader reader)
    {
        reader.Space();
        if (reader.Peek == '"')
        {
            // RFC 7162 §3.1.5: an entry may be named; we keep one ModSeq a message, which every flag's is at most.
            reader.Quoted();
            reader.Space();
            if (!reader.TryKeyword("priv"u8) && !reader.TryKeyword("shared"u8) && !reader.TryKeyword("all"u8))
                throw reader.Expected("priv, shared or all");
            reader.Space();
        }

        return new(new(reader.ModSeqValzer()));
    }

    private static string SearchText(ref ImapReader reader, SearchCharset charset)
    {
        var bytes = reader.AStringBytes();
        try
        {
            return charset.Decode(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw reader.Expected("text in the charset of the search");
        }
    }
}
