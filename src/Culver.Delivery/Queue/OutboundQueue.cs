using Culver.Delivery.Routing;
using Culver.Storage.Queue;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Queue;

/// <summary>The way into the queue.</summary>
internal sealed class OutboundQueue(
    IQueueStore store, DestinationNames names, QueueRunner runner, IOptions<RelayOptions> options, TimeProvider time) : IOutboundQueue
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

    /// <summary>Says that something waits.</summary>
    public void Wake(IEnumerable<QueueRecipient> recipients)
    {
        foreach (var recipient in recipients.Where(static recipient => recipient.IsWaiting).DistinctBy(static recipient => recipient.Destination))
            runner.Wake(recipient.Destination, recipient.DueAt);
    }
}
