using Culver.Dns.Stub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Dns;

/// <summary>Adds the resolver to a host.</summary>
public static class DnsServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="IDnsResolver"/> that asks name servers, and the validated <see cref="DnsOptions"/>. A resolver that was added before stays.</summary>
    public static IServiceCollection AddCulverDns(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddMetrics();
        services.AddOptions<DnsOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DnsOptions>, DnsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DnsMetrics>();
        services.TryAddSingleton<IDnsTransport, SocketTransport>();
        services.TryAddSingleton<ServerList>();
        services.TryAddSingleton<DnsExchange>();
        services.TryAddSingleton<IDnsResolver, StubResolver>();
        return services;
    }
}
