using Culver.Delivery.Authentication;
using Culver.Delivery.Local;
using Culver.Delivery.Routing;
using Culver.Delivery.Submission;
using Culver.Smtp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Delivery;

/// <summary>Adds delivery to a host.</summary>
public static class DeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="IMessageSink"/> that delivers to accounts here, the <see cref="ISubmissionSink"/> for users, and the validated <see cref="DeliveryOptions"/> and <see cref="SubmissionOptions"/>.
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
        services.TryAddSingleton<LocalDelivery>();
        services.TryAddSingleton<InboundDelivery>();
        services.AddMessageAuthentication();
        services.AddOptions<SubmissionOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SubmissionOptions>, SubmissionOptionsValidator>());
        services.TryAddSingleton<ISubmissionSink, SubmissionSink>();
        services.AddTransportPolicy();
        return services;
    }
}
