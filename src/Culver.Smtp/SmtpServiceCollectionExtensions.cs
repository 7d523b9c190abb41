using System.Diagnostics.Metrics;
using Culver.Connections;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Smtp.Session;
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
        services.TryAddSingleton(provider => new StagedOctets(provider.GetRequiredService<IOptions<SmtpOptions>>().Value.MaxStagedSize));
        services.TryAddSingleton(provider => new SmtpMetrics(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<StagedOctets>()));
        services.AddSingleton<IConnectionHandler>(provider => Handler(provider, SmtpProtocol.Smtp));
        services.AddSingleton<IConnectionHandler>(provider => Handler(provider, SmtpProtocol.Lmtp));
        return services;
    }

    /// <summary>
    /// Adds the connection handler <c>submission</c> to what <see cref="AddCulverSmtp"/> adds. An <see cref="ISubmissionSink"/>, an <see cref="Authenticator"/> and
    /// <see cref="SaslMechanisms"/> must be added too; so they must for <see cref="SmtpOptions.OfferLogin"/>.
    /// </summary>
    public static IServiceCollection AddCulverSubmission(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IConnectionHandler>(provider => Handler(provider, SmtpProtocol.Submission));
        return services;
    }

    private static SmtpConnectionHandler Handler(IServiceProvider provider, SmtpProtocol protocol)
    {
        var options = provider.GetRequiredService<IOptions<SmtpOptions>>().Value;
        var offersLogin = protocol == SmtpProtocol.Submission || (protocol == SmtpProtocol.Smtp && options.OfferLogin);
        return new(new SmtpEnvironment(
            protocol,
            options,
            protocol == SmtpProtocol.Submission ? null : provider.GetRequiredService<IMessageSink>(),
            SmtpExtensions.Build(protocol, offersLogin),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SmtpMetrics>(),
            provider.GetRequiredService<StagedOctets>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Culver.Smtp"))
        {
            Submission = offersLogin ? provider.GetRequiredService<ISubmissionSink>() : null,
            Logins = offersLogin ? new(provider.GetRequiredService<Authenticator>(), provider.GetRequiredService<SaslMechanisms>()) : null,
        });
    }
}
