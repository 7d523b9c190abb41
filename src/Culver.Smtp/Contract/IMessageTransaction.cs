namespace Culver.Smtp;

/// <summary>
/// One mail transaction behind the server: recipients one by one, then <see cref="OpenAsync"/>, the content in pieces,
/// and <see cref="DeliverAsync"/> once. Calls never overlap. Disposing it before <see cref="DeliverAsync"/> leaves nothing behind.
/// </summary>
public interface IMessageTransaction : IAsyncDisposable
{
    /// <summary>Adds a recipient, or refuses it. The same address may be added again; it then has two results (RFC 2033 §4.2).</summary>
    ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient recipient, CancellationToken cancellationToken);

    /// <summary>Says that all recipients are known and the content follows.</summary>
    /// <param name="traceField">The Received field that stands before the content (RFC 5321 §4.4), line end included.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MessageRefusedException">It cannot be taken now.</exception>
    ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken);

    /// <summary>Takes more of the message as the client sent it, without its transfer encoding.</summary>
    /// <exception cref="MessageRefusedException">It cannot be taken. Nothing more is written after this.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the content and delivers it. One result per accepted recipient, in their order, each given as soon as it is known.
    /// A positive result is a promise: the message is on stable storage (RFC 5321 §4.2.5, RFC 2033 §4.2).
    /// </summary>
    /// <exception cref="MessageRefusedException">Nothing was delivered to anybody.</exception>
    IAsyncEnumerable<SmtpReply> DeliverAsync(CancellationToken cancellationToken);
}
