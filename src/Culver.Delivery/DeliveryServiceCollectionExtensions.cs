using Culver.Delivery.Local;
using Culver.Delivery.Routing;
using Culver.Smtp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Delivery;

/// <summary>Adds delivery to a host.</summary>
public static class DeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="IMessageSink"/> that delivers to accounts here, and the validated <see cref="DeliveryOptions"/>.
    /// The store and the directory's <see cref="Culver.Identity.Addresses.AddressResolver"/> must be added too.
    /// </summary>
    public static IServiceCollection AddCulverDelivery(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddMetrics();
        services.AddOptions<DeliveryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DeliveryMetrics>();
        services.TryAddSingleton<IRecipientResolver, DirectoryRecipientResolver>();
        services.TryAddSingleton<IMessageSink, LocalDelivery>();
        return services;
    }
}
