using Culver.Mime;
using Culver.Mime.Headers;
using Culver.Mime.Text;

namespace Culver.Imap.Commands.Search;

/// <summary>Decides keys that the digest can: header fields and the sent date.</summary>
internal abstract class DigestTest
{
    /// <summary>The test of a key whose cost is <see cref="SearchCost.Digest"/>.</summary>
    public static DigestTest For(SearchKey key) => key switch
    {
        SearchKey.Header header => new HeaderTest(header),
        SearchKey.Date { IsSent: true } date => new SentDateTest(date),
        _ => throw new InvalidOperationException($"{key.GetType().Name} cannot be decided by the digest."),
    };

    /// <summary>Whether the message matches; null where the header it must look at is not in the digest.</summary>
    public abstract bool? Matches(DigestView digest);

    /// <summary>The same, of the whole header block.</summary>
    public abstract bool MatchesHeader(ReadOnlySpan<byte> header);

    /// <summary>RFC 9051 §6.4.4: a substring of the decoded field, without regard to case.</summary>
    private sealed class HeaderTest(SearchKey.Header key) : DigestTest
    {
        private readonly byte[] _field = System.Text.Encoding.UTF8.GetBytes(key.Field);
        private readonly FoldedNeedle _needle = new(key.Text);

        public override bool? Matches(DigestView digest) =>
            (digest.Flags & DigestFlags.HeaderKept) == DigestFlags.None ? null : MatchesHeader(digest.Header);

        public override bool MatchesHeader(ReadOnlySpan<byte> header)
        {
            foreach (var field in new HeaderFields(header))
            {
                // An empty text asks whether the field is there.
                if (field.Is(_field) && _needle.IsIn(field.RawValue))
                    return true;
            }

            return false;
        }
    }

    /// <summary>RFC 9051 §6.4.4: the day of the Date field, its time and zone disregarded. Without a date that can be read nothing matches.</summary>
    private sealed class SentDateTest(SearchKey.Date key) : DigestTest
    {
        public override bool? Matches(DigestView digest) =>
            digest.SentDate is { } sent && IndexTest.Compares(DateOnly.FromDateTime(sent.DateTime), key.Comparison, key.Day);

        public override bool MatchesHeader(ReadOnlySpan<byte> header) => false;
    }
}
