// One message to accounts here. Rules upheld:
// - The content is staged once and shared by all recipients; each account's commit is its own, under the key (delivery id, account), so that
//   neither an alias and an account named together nor a second try delivers twice.
// - A positive reply follows a durable commit and nothing else.
// - A recipient's failure is its own: one full account keeps nobody else's mail.
using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Culver.Delivery.Authentication;
using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;

namespace Culver.Delivery.Local;

internal sealed class LocalTransaction(MessageSender sender, DeliveryServices services) : IQuarantine
{
    private readonly ImmutableArray<Recipient>.Builder _recipients = ImmutableArray.CreateBuilder<Recipient>(1);
    private ReturnPathFilter _filter = new();
    private IContentStaging? _staging;
    private IncrementalHash? _hash;
    private bool _finished;
    private bool _mayBeSentAgain;
    private bool _quarantined;

    /// <summary>Whether the sender's id comes again with another try at the message; that of a transaction of a client never does.</summary>
    public bool HasLastingId { get; init; }

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
            case RecipientRoute.Local local:
                _recipients.Add(new(recipient.Address, local.Targets));
                return RecipientVerdict.Accepted.Instance;
            case RecipientRoute.Unknown:
                return new RecipientVerdict.Refused(DeliveryReplies.NoSuchRecipient);
            case RecipientRoute.NotOurs:
                return new RecipientVerdict.Refused(DeliveryReplies.RelayingDenied);
            case RecipientRoute.Outside:
                return new RecipientVerdict.Refused(DeliveryReplies.ForwardsOutside);
            default:
                throw new InvalidOperationException($"Unknown route {route}.");
        }
    }

    /// <summary>Adds a recipient whose route is known.</summary>
    public void Add(MailAddress recipient, ImmutableArray<LocalTarget> targets) => _recipients.Add(new(recipient, targets));

    /// <summary>Said before <see cref="OpenAsync"/> when others than those added here get the message too, so that even one account may see it a second time.</summary>
    public void MayBeSentAgain() => _mayBeSentAgain = true;

    public void Quarantine() => _quarantined = true;

    public async ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken)
    {
        var recipients = _recipients.ToImmutable();
        // Only a message for several accounts can reach some and miss others.
        if (_mayBeSentAgain || recipients is not [{ Targets.Length: 1 }])
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            // RFC 5321 §4.4: the return path first, then time stamps, the newest first.
            var fields = FinalDeliveryFields.For(sender, recipients);
            var expected = sender.DeclaredSize < 0 ? -1 : sender.DeclaredSize + fields.Length + traceField.Length;
            _staging = await services.Store.StageAsync(expected, cancellationToken);
            await _staging.WriteAsync(new(fields), cancellationToken);
            await _staging.WriteAsync(new(traceField), cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _hash?.AppendData(content.Span);
        try
        {
            if (!_filter.Ended)
                content = await WriteHeaderAsync(content, cancellationToken);
            if (!content.IsEmpty)
                await _staging!.WriteAsync(new(content), cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    public async IAsyncEnumerable<SmtpReply> DeliverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        await using var content = await CompleteAsync(cancellationToken);
        // An id that nobody will bring again is not worth remembering.
        var delivery = HasLastingId || _hash is not null ? new Bits128(sender.Id.High, sender.Id.Low) : (Bits128?)null;
        var fingerprint = _hash is null ? (Bits128?)null : PartialDeliveries.Fingerprint(sender.ReversePath?.ToString() ?? "", _hash);
        if (fingerprint is { } print && services.Partial.Find(print) is { } earlier)
            delivery = earlier;
        var message = new NewMessage(content, MessageFlags.None, services.Time.GetLocalNow());
        using var commits = new AccountCommits(sender, services, message, delivery, started, _quarantined);
        commits.Start(_recipients);
        var delivered = false;
        var missed = false;
        try
        {
            foreach (var recipient in _recipients)
            {
                var reply = await commits.ReplyAsync(recipient);
                missed |= !reply.IsPositive;
                yield return reply;
            }

            delivered = true;
        }
        finally
        {
            // Nobody may read the content once it is disposed, so all are waited for, also when the caller leaves early.
            var any = await commits.FinishAsync();
            if (fingerprint is { } known)
            {
                if (any && (missed || !delivered))
                    services.Partial.Remember(known, delivery!.Value);
                else if (!missed)
                    services.Partial.Settle(known);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hash?.Dispose();
        if (_staging is not null && !_finished)
            await _staging.DisposeAsync();
        _finished = true;
    }

    /// <summary>Writes the rest of the header section without its Return-Path fields; returns what lies behind it.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> WriteHeaderAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(content.Length + ReturnPathFilter.Slack);
        try
        {
            var written = _filter.Filter(content.Span, buffer, out var consumed);
            if (written > 0)
                await _staging!.WriteAsync(new(buffer.AsMemory(0, written)), cancellationToken);
            return content[consumed..];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<IStagedContent> CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rest = new byte[ReturnPathFilter.Slack];
            var held = _filter.Finish(rest);
            if (held > 0)
                await _staging!.WriteAsync(new(rest.AsMemory(0, held)), cancellationToken);
            var content = await _staging!.CompleteAsync(cancellationToken);
            await _staging.DisposeAsync();
            _finished = true;
            return content;
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    private MessageRefusedException Refused(StorageUnavailableException failure)
    {
        services.Log.StoreUnavailable(failure, sender.Origin.ConnectionId, sender.Id);
        return new(DeliveryReplies.StoreUnavailable, failure);
    }
}
