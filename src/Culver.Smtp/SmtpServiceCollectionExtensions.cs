using System.Diagnostics.Metrics;
using Culver.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Smtp;

/// <summary>Adds the SMTP and LMTP servers to a host.</summary>
public static class SmtpServiceCollectionExtensions
{
    /// <summary>
    /// Adds the connection handlers <c>smtp</c> and <c>lmtp</c> and the validated <see cref="SmtpOptions"/>. An <see cref="IMessageSink"/> must be added too.
    /// </summary>
    public static IServiceCollection AddCulverSmtp(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SmtpOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SmtpOptions>, SmtpOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new SmtpMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<IConnectionHandler>(provider => Handler(provider, SmtpProtocol.Smtp));
        services.AddSingleton<IConnectionHandler>(provider => Handler(provider, SmtpProtocol.Lmtp));
        return services;
    }

    private static SmtpConnectionHandler Handler(IServiceProvider provider, SmtpProtocol protocol) => new(new SmtpEnvironment(
        protocol,
        provider.GetRequiredService<IOptions<SmtpOptions>>().Value,
        provider.GetRequiredService<IMessageSink>(),
        SmtpExtensions.Build(protocol),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<SmtpMetrics>(),
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Culver.Smtp")));
}
