using Culver.Delivery.Authentication;
using Culver.Delivery.Bounces;
using Culver.Delivery.Local;
using Culver.Delivery.Queue;
using Culver.Delivery.Relay;
using Culver.Delivery.Routing;
using Culver.Delivery.Submission;
using Culver.Sasl;
using Culver.Sasl.Scram;
using Culver.Smtp;
using Culver.Smtp.Client;
using Culver.Storage.Directory;
using Culver.Storage.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Delivery;

/// <summary>Adds delivery to a host.</summary>
public static class DeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="IMessageSink"/> that delivers to accounts here, the <see cref="ISubmissionSink"/> for users, the
    /// <see cref="IOutboundQueue"/>, and the validated <see cref="DeliveryOptions"/>, <see cref="SubmissionOptions"/> and <see cref="RelayOptions"/>.
    /// The stores, the resolver of names and the directory's <see cref="Culver.Identity.Addresses.AddressResolver"/> must be added too.
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
        AddQueue(services);
        return services;
    }

    private static void AddQueue(IServiceCollection services)
    {
        services.AddOptions<RelayOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RelayOptions>, RelayOptionsValidator>());
        services.TryAddSingleton<IScramKeyDerivation, Pbkdf2KeyDerivation>();
        services.TryAddSingleton<SaslClients>();
        services.TryAddSingleton<IClientTransport>(static provider => new TcpClientTransport(
            [.. provider.GetRequiredService<IOptions<RelayOptions>>().Value.SourceAddresses.Select(System.Net.IPAddress.Parse)]));
        services.TryAddSingleton(static provider => new RouteTable(provider.GetRequiredService<IOptions<RelayOptions>>().Value));
        services.TryAddSingleton<DestinationNames>();
        services.TryAddSingleton<SenderRewriting>();
        services.TryAddSingleton<Forwarding>();
        services.TryAddSingleton<HostFinder>();
        services.TryAddSingleton<HostConnector>();
        services.TryAddSingleton<RelayServices>();
        services.TryAddSingleton<NotificationWriter>();
        services.TryAddSingleton<UntoldFailures>();
        services.TryAddSingleton<AttemptRecorder>();
        services.TryAddSingleton<LocalAttempt>();
        services.TryAddSingleton<IQueueWorker, QueueWorker>();
        services.TryAddSingleton<QueueRunner>();
        services.TryAddSingleton<OutboundQueue>();
        services.TryAddSingleton<IOutboundQueue>(static provider => provider.GetRequiredService<OutboundQueue>());
        services.TryAddSingleton(static provider => new QueueControl(
            provider.GetRequiredService<IQueueStore>(), provider.GetRequiredService<IDirectoryStore>(), provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<QueueRunner>(), provider.GetRequiredService<IQueueWorker>()));
    }
}
