using Culver.Delivery.Routing;
using Culver.Delivery.Signing;
using Culver.Dns;
using Culver.MailAuth;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Spf;
using Culver.Smtp;
using Culver.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Authentication;

/// <summary>Adds the checks of incoming mail and the signatures of outgoing mail.</summary>
internal static class AuthenticationServiceCollectionExtensions
{
    /// <summary>Adds them. Without an <see cref="IDnsResolver"/> nothing is checked; without <see cref="DkimKeys"/> nothing is signed.</summary>
    public static void AddMessageAuthentication(this IServiceCollection services)
    {
        services.AddOptions<MailAuthOptions>().PostConfigure<IOptions<SmtpOptions>>(static (options, smtp) =>
        {
            if (options.AuthservId.Length == 0)
                options.AuthservId = smtp.Value.HostName;
        }).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailAuthOptions>, MailAuthOptionsValidator>());
        services.AddCulverMailAuth();
        services.TryAddSingleton<IMessageSink>(Sink);
        services.TryAddSingleton<IMessageSigner>(Signer);
    }

    private static IMessageSink Sink(IServiceProvider provider)
    {
        var delivery = provider.GetRequiredService<InboundDelivery>();
        var options = provider.GetRequiredService<IOptions<MailAuthOptions>>().Value;
        if (!options.Check || provider.GetService<IDnsResolver>() is null)
            return new AuthenticatingSink(delivery, options, services: null);
        return new AuthenticatingSink(delivery, options, new(
            provider.GetRequiredService<SpfEvaluator>(),
            provider.GetRequiredService<DkimVerifier>(),
            provider.GetRequiredService<DmarcEvaluator>(),
            provider.GetRequiredService<ArcVerifier>(),
            provider.GetRequiredService<IMailStore>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<DeliveryMetrics>(),
            provider.GetRequiredService<ILogger<AuthenticatingSink>>()));
    }

    private static IMessageSigner Signer(IServiceProvider provider) => new DkimMessageSigner(
        provider.GetService<DkimKeys>(),
        provider.GetService<IDnsResolver>() is null ? null : provider.GetRequiredService<ArcVerifier>(),
        provider.GetRequiredService<IOptions<MailAuthOptions>>().Value,
        provider.GetRequiredService<TimeProvider>());
}
