using Culver.Delivery.Routing;
using Culver.Storage.Queue;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Queue;

/// <summary>The way into the queue.</summary>
internal sealed class OutboundQueue(
    IQueueStore store, DestinationNames names, QueueRunner runner, IOptions<RelayOptions> options, TimeProvider time, ILogger<OutboundQueue> log) : IOutboundQueue
{
    public RelayOptions Options => options.Value;

    public bool ForwardsAliases => true;

    public IQueueStore Store => store;

    public TimeProvider Time => time;

    public IOutboundEntry Begin(OutboundEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return new OutboundEntry(this, envelope);
    }

    public DestinationNames Names => names;

    /// <summary>
    /// Puts recipients whose destination could not be reached a moment ago in line with what waits for it already, with the reason: what is known
    /// is not found out, and written down, for each message anew.
    /// </summary>
    /// <param name="recipients">Of a new message; those that wait longer than their destination are left as they are.</param>
    /// <param name="message">The message.</param>
    /// <param name="traits">Of its content.</param>
    public void Defer(List<QueueRecipient> recipients, QueueMessage message, ContentTraits traits)
    {
        // RFC 8689 §5: what may go without TLS may go where others may not.
        if (traits.HasFlag(ContentTraits.TlsOptional) && !message.RequireTls)
            return;
        for (var i = 0; i < recipients.Count; i++)
        {
            var recipient = recipients[i];
            if (runner.DeadAt(recipient.Destination, recipient.DueAt) is not { } dead || dead.Until >= message.ExpiresAt)
                continue;
            log.Deferred(message.Id, recipient.Address, dead.Trouble.Status, dead.Trouble.Text);
            recipients[i] = recipient with { DueAt = dead.Until, LastServer = dead.Trouble.Server, LastReply = dead.Trouble.Text, LastStatus = dead.Trouble.Status };
        }
    }

    /// <summary>Says that something waits.</summary>
    public void Wake(IEnumerable<QueueRecipient> recipients)
    {
        foreach (var recipient in recipients.Where(static recipient => recipient.IsWaiting).DistinctBy(static recipient => recipient.Destination))
            runner.Wake(recipient.Destination, recipient.DueAt);
    }
}
