using Culver.Smtp;
using Culver.Storage.Queue;

namespace Culver.Delivery.Queue;

/// <summary>A message on its way into the queue.</summary>
internal sealed class OutboundEntry(OutboundQueue queue, OutboundEnvelope envelope) : IOutboundEntry
{
    private readonly List<OutboundRecipient> _recipients = [];
    private readonly IQueueContent _content = queue.Store.Stage(envelope.ExpectedLength);

    public void AddRecipient(OutboundRecipient recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        _recipients.Add(recipient);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => _content.WriteAsync(content, cancellationToken);

    public async ValueTask<QueueId> CommitAsync(CancellationToken cancellationToken)
    {
        if (_recipients.Count == 0)
            throw new InvalidOperationException("A message needs a recipient.");
        var now = queue.Time.GetUtcNow();
        var due = envelope.HoldUntil is { } hold && hold > now ? hold : now;
        var message = Message(now, due);
        var recipients = new List<QueueRecipient>(_recipients.Count);
        foreach (var recipient in _recipients)
        {
            var address = recipient.Address.ToString();
            recipients.Add(new()
            {
                Message = message.Id,
                Number = recipients.Count,
                Address = address,
                Destination = await queue.Names.OfAsync(address, cancellationToken),
                Notify = recipient.Notify,
                OriginalRecipient = recipient.OriginalRecipient,
                DueAt = due,
            });
        }

        await _content.CompleteAsync(cancellationToken);
        queue.Defer(recipients, message, _content.Traits);
        // From here on the message is ours to keep, and giving up would leave in doubt whose it is.
        await queue.Store.AddAsync(new(message, recipients, _content), CancellationToken.None);
        queue.Wake(recipients);
        return message.Id;
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    private QueueMessage Message(DateTimeOffset now, DateTimeOffset due)
    {
        // RFC 2852 §4.1.3: with mode R the message is returned when its time is over.
        var expires = due + (envelope.ReversePath is null ? queue.Options.NotificationLifetime : queue.Options.Lifetime);
        if (envelope.DeliverBy is { Mode: DeliverByMode.Return } by && by.Time < expires)
            expires = by.Time;
        return new()
        {
            Id = new(new(envelope.Id.High, envelope.Id.Low)),
            ReversePath = envelope.ReversePath?.ToString(),
            ArrivedAt = now,
            ExpiresAt = expires,
            Body = envelope.Body switch
            {
                BodyType.EightBitMime => QueueBody.EightBitMime,
                BodyType.BinaryMime => QueueBody.BinaryMime,
                _ => QueueBody.SevenBit,
            },
            SmtpUtf8 = envelope.SmtpUtf8,
            RequireTls = envelope.RequireTls,
            EnvelopeId = envelope.EnvelopeId,
            Return = envelope.Return,
            DeliverBy = envelope.DeliverBy,
            FutureRelease = envelope.FutureRelease,
            Priority = envelope.Priority,
            Account = envelope.Account,
        };
    }
}
