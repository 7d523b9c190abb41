using Culver.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Imap;

/// <summary>Registers the IMAP server.</summary>
public static class ImapServiceCollection
{
    /// <summary>
    /// Adds the IMAP server as the handler of connections that speak <c>imap</c>. Needs <see cref="ImapOptions"/>, the authenticator, the SASL
    /// mechanisms, the mail store and a <see cref="TimeProvider"/> in the collection.
    /// </summary>
    public static IServiceCollection AddCulverImap(this IServiceCollection services)
    {
        services.AddSingleton<ImapMetrics>();
        services.AddSingleton<IConnectionHandler, ImapServer>();
        return services;
    }
}
