using Culver.Delivery.Authentication;
using Culver.Delivery.Local;
using Culver.Delivery.Routing;
using Culver.Identity.Addresses;
using Culver.Smtp;
using Culver.Storage;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Submission;

/// <summary>Takes messages from users: to accounts here in place, to everybody else by the queue. Nobody gets far without having logged in.</summary>
internal sealed class SubmissionSink : ISubmissionSink
{
    private readonly SubmissionServices _services;
    private readonly string _authservId;

    public SubmissionSink(
        LocalDelivery local,
        AddressResolver addresses,
        IOptions<SubmissionOptions> options,
        IOptions<MailAuthOptions> authentication,
        TimeProvider time,
        IEnumerable<IOutboundQueue> queue)
    {
        var settings = options.Value;
        _authservId = authentication.Value.AuthservId;
        _services = new(
            settings, new(addresses, settings), new(settings.MessagesPerHour, time), new(settings.RecipientsPerHour, time), local.Services, queue.FirstOrDefault());
        // Without a queue there is nobody who keeps such promises.
        Features = _services.Queue is null
            ? SinkFeatures.None
            : new()
            {
                Notifications = true,
                RequireTls = true,
                LongestHold = settings.LongestHold > TimeSpan.Zero ? settings.LongestHold : null,
                DeliverBy = true,
                HighestPriority = settings.HighestPriority,
            };
    }

    public SinkFeatures Features { get; }

    public async ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken)
    {
        if (sender.Origin.Login is not { } login)
            return new SenderVerdict.Refused(SubmissionReplies.LoginRequired);
        if (!_services.Messages.HasOne(login.Account.Id, out var wait))
            return new SenderVerdict.Refused(SubmissionReplies.TooMany("messages", _services.Messages.Limit, wait));
        try
        {
            // RFC 8098 §2.1: receipts have the null reverse-path, so it is nobody's and everybody's.
            if (sender.ReversePath is { } path && !await _services.Rights.MaySendAsAsync(login.Account, path.ToString(), cancellationToken))
            {
                _services.Delivery.Log.SenderNotOwned(sender.Origin.ConnectionId, login.Name, path.ToString());
                return new SenderVerdict.Refused(SubmissionReplies.NotYourSender(path));
            }
        }
        catch (StorageUnavailableException failure)
        {
            _services.Delivery.Log.DirectoryUnavailable(failure, sender.Origin.ConnectionId);
            return new SenderVerdict.Refused(DeliveryReplies.DirectoryUnavailable);
        }

        // RFC 8601 §5: a user is no server whose results could stand under our name.
        var transaction = new SubmissionTransaction(sender, login, new RoutedTransaction(sender, _services.Delivery, _services.Queue), _services);
        return new SenderVerdict.Accepted(new CleaningTransaction(transaction, _authservId));
    }
}
