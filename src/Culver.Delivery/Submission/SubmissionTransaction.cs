// One submitted message. Rules upheld:
// - It leaves in nobody else's name: the header section is judged before anything of it is delivered (RFC 6409 §6.3).
// - Only the header section is touched, and of it only what RFC 6409 §8 allows.
// - A recipient or message that was refused costs nothing of the hour's share.
using System.Buffers;
using System.Text;
using Culver.Delivery.Local;
using Culver.Delivery.Routing;
using Culver.Identity.Authentication;
using Culver.Mime.Headers;
using Culver.Smtp;
using Culver.Storage;

namespace Culver.Delivery.Submission;

internal sealed class SubmissionTransaction(MessageSender sender, AccountIdentity login, RoutedTransaction inner, SubmissionServices services) : IMessageTransaction
{
    private readonly HeaderRewriter _header = new(services.Options.MaxHeaderSize, takesSender: services.Options.CheckFrom == FromCheck.AddSender);
    private readonly ArrayBufferWriter<byte> _output = new();
    private bool _isJudged;

    public async ValueTask<RecipientVerdict> AddRecipientAsync(MessageRecipient recipient, CancellationToken cancellationToken)
    {
        if (!services.Recipients.TryTake(login.Account.Id, out var wait))
            return new RecipientVerdict.Refused(SubmissionReplies.TooMany("recipients", services.Recipients.Limit, wait));
        var verdict = await inner.AddRecipientAsync(recipient, cancellationToken);
        if (verdict is not RecipientVerdict.Accepted)
            services.Recipients.GiveBack(login.Account.Id);
        return verdict;
    }

    public async ValueTask OpenAsync(ReadOnlyMemory<byte> traceField, CancellationToken cancellationToken)
    {
        if (!services.Messages.TryTake(login.Account.Id, out var wait))
            throw new MessageRefusedException(SubmissionReplies.TooMany("messages", services.Messages.Limit, wait));
        await inner.OpenAsync(traceField, cancellationToken);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (!_header.Ended)
        {
            content = content[_header.Rewrite(content.Span, _output)..];
            if (_header.IsTooLarge)
                throw new MessageRefusedException(SubmissionReplies.HeaderTooLarge);
            await PassAsync(cancellationToken);
        }

        if (_header.Ended && !_isJudged)
            await CloseHeaderAsync(cancellationToken);
        if (!content.IsEmpty)
            await inner.WriteAsync(content, cancellationToken);
    }

    public async IAsyncEnumerable<SmtpReply> DeliverAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_header.Ended)
        {
            _header.Finish(_output);
            await PassAsync(cancellationToken);
        }

        if (!_isJudged)
            await CloseHeaderAsync(cancellationToken);
        await foreach (var reply in inner.DeliverAsync(cancellationToken))
            yield return reply;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        if (_output.WrittenCount > 0)
            await inner.WriteAsync(_output.WrittenMemory, cancellationToken);
        _output.ResetWrittenCount();
    }

    /// <summary>Judges who the message is from, and adds what it lacks.</summary>
    private async ValueTask CloseHeaderAsync(CancellationToken cancellationToken)
    {
        _isJudged = true;
        var isOwn = await JudgeAsync(cancellationToken);
        var text = new StringBuilder();
        // Liberty, RFC 6409 §8: it does not list From; a message without one is from who sent it, and without it is no message (RFC 5322 §3.6).
        if (!_header.Identities.Any(static field => field.Name == "From"))
            text.Append("From: ").Append(OwnAddress).Append("\r\n");
        foreach (var sent in _header.Identities.Where(field => field.Name == "Sender" && isOwn && services.Options.CheckFrom == FromCheck.AddSender))
            text.Append(Encoding.UTF8.GetString(sent.Field.Span));
        // RFC 6409 §8.1: who sent it is known, and the From field does not say it.
        if (!isOwn)
            text.Append("Sender: ").Append(OwnAddress).Append("\r\n");
        // RFC 6409 §8.2, §8.3.
        if (!_header.HasDate)
            text.Append("Date: ").Append(HeaderDate.Format(services.Delivery.Time.GetLocalNow())).Append("\r\n");
        if (!_header.HasMessageId)
            text.Append("Message-ID: <").Append(sender.Id).Append(OwnAddress.AsSpan(OwnAddress.LastIndexOf('@'))).Append(">\r\n");
        if (text.Length > 0)
            await inner.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        await inner.WriteAsync(_header.Pending, cancellationToken);
    }

    // The address the client chose among its own, so that it also fits what was declared of SMTPUTF8.
    private string OwnAddress => sender.ReversePath?.ToString() ?? login.Account.Address;

    // Liberty, RFC 6409 §4.2 and §5.1: of the header only the fields that say who it is from are judged. What is wrong with the addresses of To and Cc harms
    // nobody but the reader, and many a client would lose its mail over it; where the message goes is said by RCPT.
    /// <summary>Whether all that says who it is from is the account's own.</summary>
    /// <exception cref="MessageRefusedException">It is not, and has to be.</exception>
    private async ValueTask<bool> JudgeAsync(CancellationToken cancellationToken)
    {
        // RFC 5322 §3.6: From and Sender once. Of several, readers show one and checkers check another.
        foreach (var name in (string[])["From", "Sender"])
        {
            if (_header.Identities.Count(field => field.Name == name) > 1)
                throw new MessageRefusedException(SubmissionReplies.SeveralFields(name));
        }

        if (services.Options.CheckFrom == FromCheck.Off)
            return true;
        try
        {
            foreach (var field in _header.Identities)
            {
                var addresses = field.IsReadable ? AddressField.Read(field.Value) : [];
                // A field without any address hides who it is from.
                if (addresses.Count == 0)
                    throw new MessageRefusedException(SubmissionReplies.UnreadableFrom(field.Name));
                // Readers differ over fields that are not well formed: whatever one of them could take for the author has to be the account's own.
                foreach (var address in addresses.Union(AddressField.Mentions(field.Value), StringComparer.Ordinal))
                {
                    if (await services.Rights.MaySendAsAsync(login.Account, address, cancellationToken))
                        continue;
                    services.Delivery.Log.SenderNotOwned(sender.Origin.ConnectionId, login.Name, address);
                    return services.Options.CheckFrom == FromCheck.AddSender
                        ? false
                        : throw new MessageRefusedException(SubmissionReplies.NotYourFrom(field.Name));
                }
            }

            return true;
        }
        catch (StorageUnavailableException failure)
        {
            services.Delivery.Log.DirectoryUnavailable(failure, sender.Origin.ConnectionId);
            throw new MessageRefusedException(DeliveryReplies.DirectoryUnavailable, failure);
        }
    }
}
