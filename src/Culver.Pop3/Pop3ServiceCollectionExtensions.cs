using System.Diagnostics.Metrics;
using Culver.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Culver.Pop3;

/// <summary>Adds the POP3 server to a host.</summary>
public static class Pop3ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the POP3 server as the handler of connections that speak <c>pop3</c>, and the validated <see cref="Pop3Options"/>. Needs the authenticator,
    /// the SASL mechanisms and the mail store in the collection.
    /// </summary>
    public static IServiceCollection AddCulverPop3(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<Pop3Options>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<Pop3Options>, Pop3OptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new Pop3Metrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<IConnectionHandler, Pop3ConnectionHandler>();
        return services;
    }
}
