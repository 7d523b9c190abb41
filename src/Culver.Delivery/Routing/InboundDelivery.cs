using Culver.Delivery.Local;
using Culver.Smtp;

namespace Culver.Delivery.Routing;

/// <summary>
/// Delivers what SMTP and LMTP receive: to accounts here in place, and by the queue where an alias leads elsewhere or a notification of success was asked for.
/// Nothing is relayed: a domain that is not ours is refused while the client still has the message.
/// </summary>
internal sealed class InboundDelivery(LocalDelivery local, IEnumerable<IOutboundQueue> queue) : IMessageSink
{
    private readonly IOutboundQueue? _queue = queue.FirstOrDefault();

    // RFC 3461, RFC 8689 §4: the queue sends the notifications and what goes on; without one nothing is promised.
    public SinkFeatures Features => _queue is null ? SinkFeatures.None : new() { Notifications = true, RequireTls = true };

    public ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken) =>
        new(new SenderVerdict.Accepted(new RoutedTransaction(sender, local.Services, _queue)));
}
