using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Spf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Culver.MailAuth;

/// <summary>Adds the checks of who a message is from to a host.</summary>
public static class MailAuthServiceCollectionExtensions
{
    /// <summary>Adds <see cref="SpfEvaluator"/>, <see cref="DkimVerifier"/>, <see cref="ArcVerifier"/> and <see cref="DmarcEvaluator"/>. An <see cref="Culver.Dns.IDnsResolver"/> must be added too.</summary>
    public static IServiceCollection AddCulverMailAuth(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SpfOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SpfEvaluator>();
        services.TryAddSingleton<DmarcEvaluator>();
        services.TryAddSingleton<DkimVerifier>();
        services.TryAddSingleton<ArcVerifier>();
        return services;
    }
}
