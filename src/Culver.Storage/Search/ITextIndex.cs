using System.Collections.Immutable;

namespace Culver.Storage.Search;

/// <summary>
/// The folded text of an account's messages, kept by an engine beside the account and never part of it: it can be lost, thrown away and
/// built again at any time. What it does not know it says it does not know; what it says of a message is true. Safe for concurrent use.
/// Messages are named by the engine's own keys (<see cref="IndexRow.Message"/>), which are never given twice. Once it was closed or has failed it throws
/// <see cref="TextIndexClosedException"/>.
/// </summary>
public interface ITextIndex : IAsyncDisposable
{
    /// <summary>Whether it has failed: it is to be closed, and may be good again when it is opened.</summary>
    bool HasFailed { get; }

    /// <summary>For each of <paramref name="messages"/> (ascending, distinct), whether its text holds every one of <paramref name="needles"/>.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    ValueTask<TextAnswer[]> FindAsync(ReadOnlyMemory<long> messages, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken);

    /// <summary>
    /// The same without a look at any text: <see cref="TextAnswer.No"/> of those of which it is known at once, <see cref="TextAnswer.Unknown"/> of the
    /// others. Where something is asked of fields, those whose fields it has are decided by these: yes or no.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    ValueTask<TextAnswer[]> RuleOutAsync(ReadOnlyMemory<long> messages, ImmutableArray<FoldedNeedle> needles, FieldQuestion? fields, CancellationToken cancellationToken);

    /// <summary>Takes texts; those of messages it knows already are left as they are.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be written.</exception>
    ValueTask AddAsync(IReadOnlyList<IndexedText> texts, CancellationToken cancellationToken);

    /// <summary>Forgets messages.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be written.</exception>
    ValueTask RemoveAsync(ReadOnlyMemory<long> messages, CancellationToken cancellationToken);

    /// <summary>The messages it knows, ascending.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    ValueTask<long[]> MessagesAsync(CancellationToken cancellationToken);

    /// <summary>Verifies it against itself: what it rules out by against its texts. Runs beside other work, on one moment of the index.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    /// <exception cref="TextIndexClosedException">It was closed, or failed, meanwhile: what was found is no finding.</exception>
    ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Of <paramref name="texts"/>, as they must be, the messages it knows with another text.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be read.</exception>
    ValueTask<IReadOnlyList<long>> DifferingAsync(IReadOnlyList<IndexedText> texts, CancellationToken cancellationToken);

    /// <summary>Sees to it that nothing of it is left when it is closed, which is to be soon: it answers nothing any more.</summary>
    ValueTask DiscardAsync(CancellationToken cancellationToken);
}

/// <summary>What an index says of a message.</summary>
public enum TextAnswer : byte
{
    /// <summary>It does not know the message.</summary>
    Unknown,

    /// <summary>The message lacks one of the needles.</summary>
    No,

    /// <summary>The message holds every needle.</summary>
    Yes,

    /// <summary>It knows the message, whose text was too long to keep: the content is to be looked through.</summary>
    TooLong,
}

/// <summary>A needle as text is folded.</summary>
/// <param name="Text">The folded needle in UTF-8; empty is in every text.</param>
/// <param name="Scope">Where it is looked for.</param>
public sealed record FoldedNeedle(ReadOnlyMemory<byte> Text, TextScope Scope);

/// <summary>The folded text of a message.</summary>
/// <param name="Message">The engine's key.</param>
/// <param name="Text">Header text, then body text; empty when it is too long to keep.</param>
/// <param name="HeaderLength">Where the body text begins.</param>
/// <param name="IsTooLong">Whether the text is longer than may be kept.</param>
public readonly record struct IndexedText(long Message, ReadOnlyMemory<byte> Text, int HeaderLength, bool IsTooLong)
{
    /// <summary>Its header fields, as <see cref="IndexedFields.From"/> has them; null where nobody knows them.</summary>
    public ReadOnlyMemory<byte>? Fields { get; init; }
}
