using Culver.Connections;
using Culver.Delivery;
using Culver.Identity;
using Culver.Smtp;

namespace Culver.Hosting;

/// <summary>Options of the parts that follow from others: one domain, one data folder, one list of listeners.</summary>
internal static class ComposedOptions
{
    /// <summary>The folder of DKIM keys in a data folder.</summary>
    public const string DkimKeyFolder = "dkim";

    public static ConnectionOptions Connections(CulverOptions options)
    {
        // Databases with their logs, staging and content files, sockets to other servers, and what the runtime itself has open.
        options.Connections.ReservedDescriptors = 256 + (5 * options.Storage.OpenDatabases) + (2 * options.Relay.MaxConnections);
        options.Connections.Listeners.Clear();
        foreach (var listener in ListenerSet.Of(options.Listen))
            options.Connections.Listeners.Add(listener);
        return options.Connections;
    }

    public static CertificateOptions Certificates(CulverOptions options)
    {
        options.Certificates.Folder ??= options.Data;
        if (options.Certificates.HostNames.Count == 0 && options.Domain != "localhost")
            options.Certificates.HostNames.Add(options.Domain);
        return options.Certificates;
    }

    public static IdentityOptions Identity(CulverOptions options) => options.Identity with { DefaultDomain = options.Domain };

    public static RelayOptions Relay(CulverOptions options)
    {
        if (options.Relay.HostName.Length == 0)
            options.Relay.HostName = options.Smtp.HostName is "" or "localhost" ? options.Domain : options.Smtp.HostName;
        return options.Relay;
    }

    public static SmtpOptions Smtp(CulverOptions options)
    {
        if (options.Smtp.HostName is "" or "localhost")
            options.Smtp.HostName = options.Domain;
        return options.Smtp;
    }

    public static DeliveryOptions Delivery(CulverOptions options)
    {
        options.Delivery.Security.MtaStsFile ??= Path.Combine(options.Data, "mta-sts.json");
        return options.Delivery;
    }

    // After the name of the server is settled.
    public static MailAuthOptions MailAuth(CulverOptions options)
    {
        if (options.MailAuth.AuthservId.Length == 0)
            options.MailAuth.AuthservId = options.Smtp.HostName;
        if (options.MailAuth.SealDomain.Length == 0 && options.Domain != "localhost")
            options.MailAuth.SealDomain = options.Domain;
        options.MailAuth.KeyFolder ??= Path.Combine(options.Data, DkimKeyFolder);
        return options.MailAuth;
    }
}
