using Culver.Delivery.Routing;
using Culver.Smtp;
using Culver.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Local;

/// <summary>Delivers what SMTP and LMTP receive to the accounts here. Nothing is relayed and nothing is queued: what cannot be delivered is refused while the client still has it.</summary>
internal sealed class LocalDelivery(
    IMailStore store,
    IRecipientResolver resolver,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    DeliveryMetrics metrics,
    ILogger<LocalDelivery> log) : IMessageSink
{
    /// <summary>What its transactions share; submission delivers with the same, so that there is one memory of partial deliveries.</summary>
    public DeliveryServices Services { get; } = new(
        store, resolver, options.Value, time, metrics, log, new PartialDeliveries(time, options.Value.PartialDeliveryMemory));

    public ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken) =>
        new(new SenderVerdict.Accepted(new LocalTransaction(sender, Services)));
}
