// A message from another server. Rules upheld:
// - The checks never keep mail out by themselves: what cannot be asked is a temporary error in the results, and the message is taken. Only DMARC refuses, and only
//   where it is set to.
// - Nothing is handed on before all is known, since the results stand above the message and its end decides them; so it is held here, and passed on once.
// - Results that bear our name and came with the message are gone before anybody can read them.
using System.Buffers;
using System.Runtime.CompilerServices;
using Culver.MailAuth.Messages;
using Culver.MailAuth.Results;
using Culver.Smtp;
using Culver.Storage;

namespace Culver.Delivery.Authentication;

internal sealed class AuthenticatingTransaction(IMessageTransaction inner, MessageSender sender, AuthenticationServices services) : IMessageTransaction
{
    private readonly MessageScan _scan = MessageScan.ForVerification(services.Limits);
    private readonly ForeignResultsFilter _filter = new(services.Options.AuthservId);
    private readonly HeldContent _held = new(services.Store);
    private ReadOnlyMemory<byte> _trace;

    public ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient recipient, CancellationToken cancellationToken) =>
        inner.AddRecipientAsync(recipient, cancellationToken);

    public ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken)
    {
        _trace = traceField.ToArray();
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // The signatures are over what came, with results that are removed afterwards.
        _scan.Write(content.Span);
        if (_filter.Ended)
        {
            await HoldAsync(content, cancellationToken);
            return;
        }

        var passed = new ArrayBufferWriter<byte>(content.Length + 256);
        _filter.Filter(content.Span, passed);
        await HoldAsync(passed.WrittenMemory, cancellationToken);
    }

    public async IAsyncEnumerable<SmtpReply> DeliverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rest = new ArrayBufferWriter<byte>(16);
        _filter.Finish(rest);
        await HoldAsync(rest.WrittenMemory, cancellationToken);
        _scan.Complete();
        var findings = await MessageChecks.RunAsync(_scan, sender, services, cancellationToken);
        var verdict = DmarcVerdict.Of(findings, services.Options);
        services.Log.Authenticated(sender.Origin.ConnectionId, sender.Id, findings.Summary, verdict.Name, _filter.Removed);
        findings.Count(services.Metrics, verdict);
        if (verdict == DmarcVerdict.Refuse)
            throw new MessageRefusedException(AuthenticationReplies.Refused(findings.Dmarc.AuthorDomain));
        if (verdict == DmarcVerdict.Quarantine && inner is IQuarantine quarantine)
            quarantine.Quarantine();
        await PassOnAsync(findings.Results(services.Options.AuthservId).ToField(), cancellationToken);
        await foreach (var reply in inner.DeliverAsync(cancellationToken))
            yield return reply;
    }

    public async ValueTask DisposeAsync()
    {
        _scan.Dispose();
        await _held.DisposeAsync();
        await inner.DisposeAsync();
    }

    // RFC 8601 §4.1, RFC 5321 §4.4: trace fields are added at the top, and the results were had after the message was received.
    private async ValueTask PassOnAsync(byte[] results, CancellationToken cancellationToken)
    {
        await inner.OpenAsync((byte[])[.. results, .. _trace.Span], cancellationToken);
        try
        {
            await _held.CopyToAsync(inner.WriteAsync, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    private async ValueTask HoldAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await _held.WriteAsync(content, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            throw Refused(failure);
        }
    }

    private MessageRefusedException Refused(StorageUnavailableException failure)
    {
        services.Log.StoreUnavailable(failure, sender.Origin.ConnectionId, sender.Id);
        return new(Local.DeliveryReplies.StoreUnavailable, failure);
    }
}
