using Culver.Delivery.Routing;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Delivery.Local;

/// <summary>What all transactions share.</summary>
internal sealed record DeliveryServices(
    IMailStore Store,
    IRecipientResolver Resolver,
    DeliveryOptions Options,
    TimeProvider Time,
    DeliveryMetrics Metrics,
    ILogger Log,
    PartialDeliveries Partial);
