using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>
/// The difference between what a client was told and what is so. Where there is nothing to tell and rows were never asked for, or the
/// mailbox is gone, the two snapshots may be without rows: use them only with what is listed here.
/// </summary>
/// <param name="Before">The view before.</param>
/// <param name="After">The view now.</param>
/// <param name="Expunged">What is gone, ascending: UID and its sequence number in <paramref name="Before"/>.</param>
/// <param name="Changed">The rows of <paramref name="After"/> that were known and have a newer ModSeq, ascending, with their sequence numbers in <paramref name="After"/>.</param>
/// <param name="Added">How many rows at the end of <paramref name="After"/> are new.</param>
/// <param name="KeywordsChanged">Whether the mailbox knows keywords it did not before.</param>
/// <param name="MailboxGone">Whether the mailbox was removed; beside that only expunges are said.</param>
public sealed record ViewChanges(
    MailboxSnapshot Before,
    MailboxSnapshot After,
    ImmutableArray<NumberedUid> Expunged,
    ImmutableArray<NumberedRow> Changed,
    int Added,
    bool KeywordsChanged,
    bool MailboxGone)
{
    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Expunged.IsEmpty && Changed.IsEmpty && Added == 0 && !KeywordsChanged && !MailboxGone;
}

/// <summary>A UID with the number it has in a view.</summary>
/// <param name="Number">The sequence number.</param>
/// <param name="Uid">The UID.</param>
public readonly record struct NumberedUid(SequenceNumber Number, Uid Uid);

/// <summary>A row with the number it has in a view.</summary>
/// <param name="Number">The sequence number.</param>
/// <param name="Row">The row.</param>
public readonly record struct NumberedRow(SequenceNumber Number, IndexRow Row);
