using System.Collections.Immutable;
using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>
/// A search key (RFC 9051 §6.4.4), as a tree. The cases say what is asked; what it costs to know, <see cref="SearchCosts"/> says.
/// </summary>
internal abstract record SearchKey
{
    private SearchKey()
    {
    }

    /// <summary>Whether any key of the tree is one that is looked for.</summary>
    public bool Mentions(Func<SearchKey, bool> isLookedFor) => isLookedFor(this) || this switch
    {
        Not not => not.Key.Mentions(isLookedFor),
        Or or => or.Left.Mentions(isLookedFor) || or.Right.Mentions(isLookedFor),
        And and => and.Keys.Any(key => key.Mentions(isLookedFor)),
        _ => false,
    };

    /// <summary>ALL.</summary>
    public sealed record All : SearchKey;

    /// <summary>sequence-set: by number.</summary>
    public sealed record Numbers(SequenceSet Set) : SearchKey;

    /// <summary>UID sequence-set.</summary>
    public sealed record Uids(SequenceSet Set) : SearchKey;

    /// <summary>SEEN, UNSEEN, … : a system flag that is set, or is not.</summary>
    public sealed record SystemFlag(SystemFlags Flag, bool IsSet) : SearchKey;

    /// <summary>KEYWORD, UNKEYWORD.</summary>
    public sealed record Keyword(string Name, bool IsSet) : SearchKey;

    /// <summary>RECENT of RFC 3501 §6.4.4; OLD is its opposite, NEW is RECENT UNSEEN.</summary>
    public sealed record Recent : SearchKey;

    /// <summary>BEFORE, ON, SINCE and their SENT forms.</summary>
    public sealed record Date(DateComparison Comparison, DateOnly Day, bool IsSent) : SearchKey;

    /// <summary>LARGER: more octets than this.</summary>
    public sealed record Larger(long Octets) : SearchKey;

    /// <summary>SMALLER: fewer octets than this.</summary>
    public sealed record Smaller(long Octets) : SearchKey;

    /// <summary>MODSEQ (RFC 7162 §3.1.5): this or newer.</summary>
    public sealed record ModSeqSince(ModSeq ModSeq) : SearchKey;

    /// <summary>EMAILID (RFC 8474 §6); an id that is none matches nothing.</summary>
    public sealed record Email(EmailId? Id) : SearchKey;

    /// <summary>THREADID (RFC 8474 §6); an id that is none matches nothing.</summary>
    public sealed record Thread(ThreadId? Id) : SearchKey;

    /// <summary>HEADER, and FROM, TO, CC, BCC, SUBJECT: the field's decoded text has this in it; an empty text asks for the field.</summary>
    public sealed record Header(string Field, string Text) : SearchKey;

    /// <summary>BODY and TEXT.</summary>
    public sealed record FullText(TextNeedle Needle) : SearchKey;

    /// <summary>NOT.</summary>
    public sealed record Not(SearchKey Key) : SearchKey;

    /// <summary>OR.</summary>
    public sealed record Or(SearchKey Left, SearchKey Right) : SearchKey;

    /// <summary>Several keys: all of them.</summary>
    public sealed record And(ImmutableArray<SearchKey> Keys) : SearchKey;
}
