using Culver.Delivery.Security;
using Culver.Delivery.Security.Dane;
using Culver.Delivery.Security.MtaSts;
using Culver.Dns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Culver.Delivery;

/// <summary>Adds what is demanded of other servers' TLS.</summary>
internal static class TransportPolicyServices
{
    /// <summary>Adds the <see cref="ITransportPolicy"/> of DANE and MTA-STS.</summary>
    public static IServiceCollection AddTransportPolicy(this IServiceCollection services)
    {
        services.AddCulverDns();
        services.TryAddSingleton<DaneLookup>();
        services.TryAddSingleton<IMtaStsSource, HttpsPolicySource>();
        services.TryAddSingleton<MtaStsPolicies>();
        services.AddHostedService<PolicyRefresh>();
        services.TryAddSingleton<ITransportPolicy, TransportPolicy>();
        return services;
    }
}
