using System.Buffers;
using System.Runtime.CompilerServices;
using Culver.MailAuth.Results;
using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>A message that is not checked: it passes as it comes, without Authentication-Results that bear our name (RFC 8601 §5).</summary>
internal sealed class CleaningTransaction(IMessageTransaction inner, string authservId) : IMessageTransaction
{
    private readonly ForeignResultsFilter _filter = new(authservId);

    public ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient recipient, CancellationToken cancellationToken) =>
        inner.AddRecipientAsync(recipient, cancellationToken);

    public ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken) => inner.OpenAsync(traceField, cancellationToken);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_filter.Ended)
        {
            await inner.WriteAsync(content, cancellationToken);
            return;
        }

        var passed = new ArrayBufferWriter<byte>(content.Length + 256);
        _filter.Filter(content.Span, passed);
        if (passed.WrittenCount > 0)
            await inner.WriteAsync(passed.WrittenMemory, cancellationToken);
    }

    public async IAsyncEnumerable<SmtpReply> DeliverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rest = new ArrayBufferWriter<byte>(16);
        _filter.Finish(rest);
        if (rest.WrittenCount > 0)
            await inner.WriteAsync(rest.WrittenMemory, cancellationToken);
        await foreach (var reply in inner.DeliverAsync(cancellationToken))
            yield return reply;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
