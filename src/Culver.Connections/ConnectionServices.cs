using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Connections;

/// <summary>Registers the connection layer.</summary>
public static class ConnectionServices
{
    /// <summary>Adds <see cref="ConnectionServer"/>, <see cref="CertificateSource"/> and what they need. Handlers are registered as <see cref="IConnectionHandler"/>;
    /// whoever composes decides when to start the server, by itself or as a hosted service.</summary>
    public static IServiceCollection AddCulverConnections(this IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.AddOptions<ConnectionOptions>().ValidateOnStart();
        services.AddOptions<CertificateOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConnectionOptions>, ConnectionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CertificateOptions>, CertificateOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ConnectionMetrics>();
        services.TryAddSingleton<CertificateSource>();
        services.TryAddSingleton<ConnectionServer>();
        return services;
    }
}
