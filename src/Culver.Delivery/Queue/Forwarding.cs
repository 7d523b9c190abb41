// What an alias sends on to addresses elsewhere (RFC 5321 §3.9.2). Rules upheld: one more copy of the content for all addresses of an alias, made in
// the same change that settles the alias, so that a crash neither loses nor repeats it; the parameters of a delivery notification go on with
// a single address and end at several (RFC 3461 §5.2.7).
using System.Collections.Immutable;
using System.Text;
using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Queue;

/// <summary>Makes the messages that go on from an alias.</summary>
internal sealed class Forwarding(IQueueStore store, DestinationNames names, SenderRewriting rewriting, IOptions<RelayOptions> options, TimeProvider time)
{
    /// <summary>Makes the message for the outside addresses of an alias.</summary>
    /// <param name="message">The message that came to the alias.</param>
    /// <param name="recipient">The alias.</param>
    /// <param name="route">What it stands for.</param>
    /// <param name="content">The message's octets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<NewQueueEntry> MakeAsync(
        QueueMessage message, QueueRecipient recipient, RecipientRoute.Outside route, IMessageContent content, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (high, low) = TransactionId.New(time);
        var id = new QueueId(new(high, low));
        var isSingle = route is { Targets.IsEmpty: true, Addresses: [_] };
        var recipients = ImmutableArray.CreateBuilder<QueueRecipient>(route.Addresses.Length);
        foreach (var address in route.Addresses)
        {
            recipients.Add(new()
            {
                Message = id,
                Number = recipients.Count,
                Address = address,
                Destination = await names.OfAsync(address, cancellationToken),
                // RFC 3461 §5.2.7.2 for one address; §5.2.7.3 (c) for more: without SUCCESS, which is told of the alias itself.
                Notify = isSingle ? recipient.Notify : Without(recipient.Notify),
                OriginalRecipient = recipient.OriginalRecipient ?? (Ascii.IsValid(recipient.Address) ? "rfc822;" : "utf-8;") + recipient.Address,
                DueAt = now,
            });
        }

        var copy = store.Stage(content.Length);
        try
        {
            await content.CopyToAsync(copy.WriteAsync, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }

        var path = message.ReversePath is { } sender && options.Value.RewriteForwarded && !route.IsRewrittenSender
            ? await rewriting.RewriteAsync(sender, cancellationToken)
            : message.ReversePath;
        // Whoever submitted the message to the alias did not send this one.
        return new(message with { Id = id, ReversePath = path, ArrivedAt = now, FutureRelease = null, IsHeld = false }, recipients.ToImmutable(), copy);
    }

    private static DsnNotify Without(DsnNotify notify)
    {
        var rest = notify & ~DsnNotify.Success;
        // NOTIFY=SUCCESS alone asks for nothing of failures; to leave the parameter out would.
        return rest == DsnNotify.Unspecified && notify != DsnNotify.Unspecified ? DsnNotify.Never : rest;
    }
}
