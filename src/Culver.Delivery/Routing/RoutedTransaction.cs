// One message to accounts here and to other servers. Rules upheld:
// - Accounts here are delivered to in place; what must wait, be reported on, or leave, goes to the queue, as one entry with one content.
// - Accounts first, the queue's commit last: what leaves cannot be called back. When the commit fails, nothing leaves, and who has the message here is
//   remembered, so that the client's next try passes them over.
// - An account that cannot take the message while others can is handed to the queue with them: it is tried again, and the sender is told if that is in vain.
using System.Runtime.CompilerServices;
using Culver.Delivery.Authentication;
using Culver.Delivery.Local;
using Culver.Delivery.Submission;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Queue;

namespace Culver.Delivery.Routing;

internal sealed class RoutedTransaction(MessageSender sender, DeliveryServices services, IOutboundQueue? queue) : IQuarantine
{
    private readonly LocalTransaction _local = new(sender, services);
    // In the order of their RCPT commands; a recipient that is not local is the queue's.
    private readonly List<(MessageRecipient Recipient, bool IsLocal)> _recipients = [];
    private IOutboundEntry? _entry;
    private bool _anyLocal;
    private bool _anyQueued;

    public async ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient recipient, CancellationToken cancellationToken)
    {
        RecipientRoute route;
        try
        {
            route = await services.Resolver.ResolveAsync(recipient.Address, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            services.Log.DirectoryUnavailable(failure, sender.Origin.ConnectionId);
            return new RecipientVerdict.Refused(DeliveryReplies.DirectoryUnavailable);
        }

        switch (route)
        {
            case RecipientRoute.Local local when !MustQueue(recipient):
                _local.Add(recipient.Address, local.Targets);
                return Accept(recipient, isLocal: true);
            case RecipientRoute.Local:
                return Accept(recipient, isLocal: false);
            case RecipientRoute.Unknown:
                return new RecipientVerdict.Refused(DeliveryReplies.NoSuchRecipient);
            case RecipientRoute.NotOurs:
                return Relay(recipient);
            // A rewritten sender is there for what failed, and for nothing else.
            case RecipientRoute.Outside { IsRewrittenSender: true } when sender.ReversePath is not null:
                return new RecipientVerdict.Refused(DeliveryReplies.NoSuchRecipient);
            case RecipientRoute.Outside:
                return queue is { ForwardsAliases: true } ? Accept(recipient, isLocal: false) : new RecipientVerdict.Refused(DeliveryReplies.ForwardsOutside);
            default:
                throw new InvalidOperationException($"Unknown route {route}.");
        }
    }

    public void Quarantine() => _local.Quarantine();

    public async ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken)
    {
        try
        {
            if (_anyQueued)
            {
                _entry = queue!.Begin(Envelope(traceField.Length));
                foreach (var (recipient, _) in _recipients.Where(static recipient => !recipient.IsLocal))
                    _entry.AddRecipient(Outbound(recipient));
                await _entry.WriteAsync(traceField, cancellationToken);
                _local.MayBeSentAgain();
            }
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }

        if (_anyLocal)
            await _local.OpenAsync(traceField, cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_anyLocal)
            await _local.WriteAsync(content, cancellationToken);
        if (_entry is null)
            return;
        try
        {
            await _entry.WriteAsync(content, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    public async IAsyncEnumerable<SmtpReply> DeliverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_entry is null)
        {
            await foreach (var reply in _local.DeliverAsync(cancellationToken))
                yield return reply;
            yield break;
        }

        var replies = new SmtpReply[_recipients.Count];
        if (_anyLocal)
        {
            await using var delivered = _local.DeliverAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            for (var i = 0; i < replies.Length; i++)
            {
                if (!_recipients[i].IsLocal || !await delivered.MoveNextAsync())
                    continue;
                replies[i] = delivered.Current;
                // An LMTP client hears of each recipient by itself, and tries that one again (RFC 2033 §4.2).
                if (delivered.Current.IsPositive || sender.Origin.Protocol == SmtpProtocol.Lmtp)
                    continue;
                _entry.AddRecipient(Outbound(_recipients[i].Recipient));
                _recipients[i] = (_recipients[i].Recipient, false);
            }

            // Left before its end when the commit fails, the local delivery takes it for a try that will come again.
            if (await CommitAsync(replies, cancellationToken))
                await delivered.MoveNextAsync();
        }
        else
        {
            await CommitAsync(replies, cancellationToken);
        }

        foreach (var reply in replies)
            yield return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        if (_entry is not null)
            await _entry.DisposeAsync();
    }

    // What is to be held, and a success that is to be reported, are the queue's business also for accounts here.
    private bool MustQueue(MessageRecipient recipient) =>
        queue is not null && (sender.HoldUntil is not null || recipient.Notify.HasFlag(NotifyConditions.Success));

    private RecipientVerdict.Accepted Accept(MessageRecipient recipient, bool isLocal)
    {
        _recipients.Add((recipient, isLocal));
        _anyLocal |= isLocal;
        _anyQueued |= !isLocal;
        return RecipientVerdict.Accepted.Instance;
    }

    /// <summary>A domain that is not ours. Only for who logged in, whatever else was said.</summary>
    private RecipientVerdict Relay(MessageRecipient recipient)
    {
        if (queue is null || sender.Origin.Login is null)
            return new RecipientVerdict.Refused(DeliveryReplies.RelayingDenied);
        if (recipient.Address.IsLiteral)
            return new RecipientVerdict.Refused(SubmissionReplies.NoLiterals);
        // RFC 6409 §4.2.
        return recipient.Address.Domain.Contains('.', StringComparison.Ordinal)
            ? Accept(recipient, isLocal: false)
            : new RecipientVerdict.Refused(SubmissionReplies.NotQualified);
    }

    private async ValueTask<bool> CommitAsync(SmtpReply[] replies, CancellationToken cancellationToken)
    {
        SmtpReply reply;
        try
        {
            await _entry!.CommitAsync(cancellationToken);
            reply = DeliveryReplies.Queued;
        }
        catch (StorageUnavailableException failure)
        {
            services.Log.StoreUnavailable(failure, sender.Origin.ConnectionId, sender.Id);
            reply = DeliveryReplies.StoreUnavailable;
        }

        for (var i = 0; i < replies.Length; i++)
        {
            if (!_recipients[i].IsLocal)
                replies[i] = reply;
        }

        return reply.IsPositive;
    }

    private OutboundEnvelope Envelope(int traceLength) => new()
    {
        Id = sender.Id,
        ReversePath = sender.ReversePath,
        Body = sender.Body,
        SmtpUtf8 = sender.SmtpUtf8,
        RequireTls = sender.RequireTls,
        EnvelopeId = sender.EnvelopeId,
        Return = sender.Return switch
        {
            ReturnedContent.Full => DsnReturn.Full,
            ReturnedContent.Headers => DsnReturn.Headers,
            _ => DsnReturn.Unspecified,
        },
        HoldUntil = sender.HoldUntil,
        FutureRelease = sender.FutureRelease,
        DeliverBy = sender.DeliverBy is { } by ? new(by.Time, by.Returns ? DeliverByMode.Return : DeliverByMode.Notify, by.Trace) : null,
        Priority = sender.Priority,
        Account = sender.Origin.Login?.Account.Id,
        ExpectedLength = sender.DeclaredSize < 0 ? -1 : sender.DeclaredSize + traceLength,
    };

    // The two sets of flags are numbered alike.
    private static OutboundRecipient Outbound(MessageRecipient recipient) => new(recipient.Address, (DsnNotify)recipient.Notify, recipient.OriginalRecipient);

    private MessageRefusedException Refused(StorageUnavailableException failure)
    {
        services.Log.StoreUnavailable(failure, sender.Origin.ConnectionId, sender.Id);
        return new(DeliveryReplies.StoreUnavailable, failure);
    }
}
