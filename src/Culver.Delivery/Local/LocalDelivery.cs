using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Local;

/// <summary>Delivers to the accounts here. Nothing is relayed and nothing is queued: what cannot be delivered is refused while whoever brings it still has it.</summary>
internal sealed class LocalDelivery(
    IMailStore store,
    IRecipientResolver resolver,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    DeliveryMetrics metrics,
    ILogger<LocalDelivery> log)
{
    /// <summary>What its transactions share; submission delivers with the same, so that there is one memory of partial deliveries.</summary>
    public DeliveryServices Services { get; } = new(
        store, resolver, options.Value, time, metrics, log, new PartialDeliveries(time, options.Value.PartialDeliveryMemory));

    /// <summary>Begins an attempt at a message of the queue, whose id is the same at each.</summary>
    public LocalTransaction Begin(MessageSender sender) => new(sender, Services) { HasLastingId = true };
}
