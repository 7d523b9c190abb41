namespace Culver.Storage.Search;

/// <summary>What searching asks of the account it searches.</summary>
internal interface ITextSource
{
    /// <summary>The rows of every mailbox as of now; a message can be in several.</summary>
    IAsyncEnumerable<ReadOnlyMemory<IndexRow>> AllRowsAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.ReadMessagesAsync"/>.</summary>
    ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken);

    /// <summary>See <see cref="IMailAccount.OpenContentAsync"/>.</summary>
    ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken);
}
