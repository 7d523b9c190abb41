using Culver.Delivery.Authentication;
using Culver.Delivery.Signing;
using Culver.Delivery.Tests.Support;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.Smtp;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Authentication;

/// <summary>What a host gets that adds delivery.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task Incoming_mail_passes_the_checks_and_outgoing_mail_the_signer()
    {
        IServiceCollection? added = null;
        await using var house = new MailHouse(more: services =>
        {
            services.AddSingleton<IDnsResolver>(ZoneResolver.Parse(""));
            added = services;
        });
        await using var provider = added!.BuildServiceProvider();
        Assert.IsType<AuthenticatingSink>(provider.GetRequiredService<IMessageSink>());
        Assert.IsType<DkimMessageSigner>(provider.GetRequiredService<IMessageSigner>());
    }
}
