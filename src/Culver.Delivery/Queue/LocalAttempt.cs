using System.Collections.Immutable;
using System.Net;
using Culver.Delivery.Local;
using Culver.Delivery.Relay;
using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Queue;

/// <summary>
/// Delivers queued messages to accounts and aliases here, by the very way messages from outside take. The delivery id is the message's name in the
/// queue, so that the store passes over accounts that have it from an attempt before (RFC 5321 §4.2.5 asks for no second copy).
/// </summary>
internal sealed class LocalAttempt(IQueueStore store, LocalDelivery delivery, IRecipientResolver resolver, Forwarding forwarding, DestinationNames names, IOptions<RelayOptions> options)
{
    public async ValueTask<ImmutableArray<RecipientOutcome>> DeliverAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenContentAsync(entry.Message.Id, cancellationToken);
        if (content is null)
            return [];
        var message = entry.Message;
        var origin = new MessageOrigin(message.Id.ToString(), "queue", new IPEndPoint(IPAddress.Loopback, 0), options.Value.HostName, Tls: null, SmtpProtocol.Lmtp);
        var sender = new MessageSender(
            new(message.Id.Value.High, message.Id.Value.Low), Read(message.ReversePath), message.Length, (BodyType)message.Body, message.SmtpUtf8, origin);
        await using var transaction = delivery.Begin(sender);
        var outcomes = new RecipientOutcome[entry.Recipients.Length];
        var accepted = new List<int>();
        var forwards = new Dictionary<int, RecipientRoute.Outside>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var recipient = entry.Recipients[i];
            var destination = await names.OfAsync(recipient.Address, cancellationToken);
            if (destination != RouteTable.Local)
            {
                outcomes[i] = new RecipientOutcome.Moved(recipient, destination);
                continue;
            }

            var address = Read(recipient.Address)!;
            switch (await resolver.ResolveAsync(address, cancellationToken))
            {
                case RecipientRoute.Local local:
                    transaction.Add(address, local.Targets);
                    accepted.Add(i);
                    break;
                case RecipientRoute.Outside { Targets.IsEmpty: false } both:
                    transaction.Add(address, both.Targets);
                    accepted.Add(i);
                    forwards.Add(i, both);
                    break;
                case RecipientRoute.Outside outside:
                    outcomes[i] = await ForwardAsync(entry, recipient, outside, content, cancellationToken);
                    break;
                default:
                    outcomes[i] = Judge(recipient, DeliveryReplies.NoSuchRecipient);
                    break;
            }
        }

        if (accepted.Count > 0)
            await DeliverAsync(transaction, content, entry, accepted, outcomes, cancellationToken);
        // An alias for both goes on when those here have it: whoever could not take it keeps the alias waiting, and nothing goes twice.
        foreach (var (i, route) in forwards.Where(forward => outcomes[forward.Key] is RecipientOutcome.Done))
            outcomes[i] = await ForwardAsync(entry, entry.Recipients[i], route, content, cancellationToken);
        return [.. outcomes];
    }

    private async ValueTask<RecipientOutcome> ForwardAsync(
        QueueEntry entry, QueueRecipient recipient, RecipientRoute.Outside route, IMessageContent content, CancellationToken cancellationToken)
    {
        // RFC 5321 §6.3: aliases that point at each other over other systems end here too.
        if (entry.Message.Hops > options.Value.MaxHops)
            return new RecipientOutcome.Missed(recipient, new(IsPermanent: true, "5.4.6", "The message has passed too many servers: it goes round in circles"));
        var forwarded = await forwarding.MakeAsync(entry.Message, recipient, route, content, cancellationToken);
        var isSingle = route is { Targets.IsEmpty: true, Addresses: [_] };
        // RFC 3461 §5.2.7.2: of one address no notification; its own will come from where it goes.
        return new RecipientOutcome.Done(recipient, RecipientState.Expanded, Server: null, "Sent on", IsTold: isSingle) { Forwarded = forwarded };
    }

    private static async ValueTask DeliverAsync(
        IMessageTransaction transaction, IMessageContent content, QueueEntry entry, List<int> accepted, RecipientOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var told = 0;
        try
        {
            await transaction.OpenAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
            await content.CopyToAsync(transaction.WriteAsync, cancellationToken);
            await foreach (var reply in transaction.DeliverAsync(cancellationToken))
            {
                var i = accepted[told++];
                outcomes[i] = Judge(entry.Recipients[i], reply);
            }
        }
        catch (MessageRefusedException refused)
        {
            foreach (var i in accepted.Skip(told))
                outcomes[i] = Judge(entry.Recipients[i], refused.Reply);
        }
    }

    private static RecipientOutcome Judge(QueueRecipient recipient, SmtpReply reply)
    {
        if (reply.IsPositive)
            return new RecipientOutcome.Done(recipient, RecipientState.Delivered, Server: null, reply.Text, IsTold: false);
        var status = reply.Status is { } known ? FormattableString.Invariant($"{reply.Code / 100}.{known.Subject}.{known.Detail}") : FormattableString.Invariant($"{reply.Code / 100}.0.0");
        return new RecipientOutcome.Missed(recipient, new(reply.IsPermanent, status, reply.Text));
    }

    private static MailAddress? Read(string? address)
    {
        if (address is null)
            return null;
        var at = address.LastIndexOf('@');
        var local = at < 0 ? address : address[..at];
        if (local is ['"', .., '"'])
            local = Unquote(local);
        return new(local, at < 0 ? "" : address[(at + 1)..]);
    }

    private static string Unquote(string quoted)
    {
        var text = new System.Text.StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\' && i < quoted.Length - 2)
                i++;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
