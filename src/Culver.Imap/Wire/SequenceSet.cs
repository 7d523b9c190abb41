using System.Globalization;
using System.Text;

namespace Culver.Imap.Wire;

/// <summary>
/// A sequence-set as the client wrote it: message sequence numbers or UIDs, which of them only the command knows.
/// It is a value that never changes; what it means in a mailbox is asked with <see cref="Resolve"/>.
/// </summary>
internal sealed class SequenceSet : IEquatable<SequenceSet>
{
    /// <summary>The most ranges taken in one set where no setting says otherwise. Liberty, RFC 9051 §9: the grammar knows no limit, memory does.</summary>
    public const int MostRanges = 100_000;

    private readonly SequenceRange[] ranges;

    private SequenceSet(SequenceRange[] ranges, bool hasSaved)
    {
        if (ranges.Length == 0 && !hasSaved)
        {
            throw new ArgumentException("A sequence set names something.");
        }

        this.ranges = ranges;
        HasSaved = hasSaved;
    }

    /// <summary>A set of these ranges; at least one.</summary>
    public SequenceSet(params ReadOnlySpan<SequenceRange> ranges)
        : this(ranges.ToArray(), hasSaved: false)
    {
    }

    /// <summary>"$", the result the last SEARCH saved (RFC 9051 §6.4.4.1, RFC 5182 §2.1).</summary>
    public static SequenceSet Saved { get; } = new([], hasSaved: true);

    /// <summary>Whether "$" belongs to the set, alone or after the ranges: the ABNF allows "2,$" too (RFC 5182 §4).</summary>
    public bool HasSaved { get; }

    /// <summary>The ranges in the order written; empty for "$" alone.</summary>
    public ReadOnlySpan<SequenceRange> Ranges => ranges;

    /// <summary>Whether "*" occurs.</summary>
    public bool HasStar
    {
        get
        {
            foreach (var range in ranges)
            {
                if (range.HasStar)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Whether, read as message sequence numbers, the set names a message that is not there, which RFC 9051 §9
    /// (seq-number) answers with BAD; "*" names none in an empty mailbox.
    /// </summary>
    /// <param name="exists">The number of messages the client has been told of.</param>
    public bool Exceeds(uint exists)
    {
        foreach (var range in ranges)
        {
            if (range.First > exists || range.Last > exists || (exists == 0 && range.HasStar))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The ranges sorted, merged and with "*" replaced. A range 3291:* holds the largest number in use even
    /// when that is less than 3291 (RFC 9051 §9, seq-range). "$" adds nothing here: its numbers are the session's.
    /// </summary>
    /// <param name="largest">
    /// The largest number in use: the count of messages, or the UID of the last message. Where there is none, zero:
    /// "*" and ranges with it then name nothing.
    /// </param>
    public NumberRanges Resolve(uint largest)
    {
        var resolved = new SequenceRange[ranges.Length];
        var count = 0;
        foreach (var range in ranges)
        {
            if (largest == 0 && range.HasStar)
            {
                continue;
            }

            var first = range.First == SequenceRange.Star ? largest : range.First;
            var last = range.Last == SequenceRange.Star ? largest : range.Last;
            resolved[count++] = first <= last ? new(first, last) : new(last, first);
        }

        return NumberRanges.Of(resolved.AsSpan(0, count));
    }

    /// <summary>A set over an array that nobody else keeps.</summary>
    internal static SequenceSet Owning(SequenceRange[] ranges, bool hasSaved) => ranges.Length == 0 && hasSaved ? Saved : new(ranges, hasSaved);

    /// <inheritdoc/>
    public bool Equals(SequenceSet? other) => other is not null && HasSaved == other.HasSaved && ranges.AsSpan().SequenceEqual(other.ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SequenceSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(HasSaved);
        foreach (var range in ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    /// <summary>The set as it is written on the wire.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var range in ranges)
        {
            if (text.Length > 0)
            {
                text.Append(',');
            }

            Append(text, range.First);
            if (range.Last != range.First)
            {
                text.Append(':');
                Append(text, range.Last);
            }
        }

        if (HasSaved)
        {
            text.Append(text.Length > 0 ? ",$" : "$");
        }

        return text.ToString();

        static void Append(StringBuilder text, uint number)
        {
            if (number == SequenceRange.Star)
            {
                text.Append('*');
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{number}");
            }
        }
    }
}
