using System.Collections.Immutable;
using Culver.Dns;
using Culver.MailAuth;
using Culver.MailAuth.Spf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Culver.Hosting;

/// <summary>Compares what a domain has in the DNS with what its mail needs.</summary>
public static class DomainCheck
{
    /// <summary>Asks the name servers of the settings for each record a domain should have. Nothing is changed, and no server need run.</summary>
    /// <param name="options">The settings: the server's name and certificates, and the name servers.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="keys">The names and texts of the DKIM records that should be there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">It is not a domain name.</exception>
    public static async Task<ImmutableArray<DomainRecordRow>> RunAsync(
        CulverOptions options, string domain, IEnumerable<(string Name, string? Text)> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(options.Dns));
        services.AddCulverDns();
        services.AddCulverMailAuth();
        await using var provider = services.BuildServiceProvider();
        var host = DnsName.Parse(ComposedOptions.Smtp(options).HostName);
        var subject = new DomainSubject(DnsName.Parse(domain), host, [.. keys], CertificateHash.Of(options));
        return await RunAsync(provider.GetRequiredService<IDnsResolver>(), provider.GetRequiredService<SpfEvaluator>(), subject, cancellationToken);
    }

    internal static async Task<ImmutableArray<DomainRecordRow>> RunAsync(IDnsResolver dns, SpfEvaluator spf, DomainSubject subject, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<DomainRecordRow>();
        var host = new HostRecords(dns, subject);
        rows.AddRange(await host.CheckAsync(cancellationToken));
        rows.AddRange(await new SenderRecords(dns, spf, subject, host.Addresses).CheckAsync(cancellationToken));
        rows.AddRange(await new SecurityRecords(dns, subject).CheckAsync(cancellationToken));
        rows.AddRange(await new ServiceRecords(dns, subject).CheckAsync(cancellationToken));
        return rows.DrainToImmutable();
    }
}
