using Culver.Connections;
using Culver.Delivery;
using Culver.Dns;
using Culver.Identity;
using Culver.Identity.Accounts;
using Culver.Identity.Addresses;
using Culver.Identity.Authentication;
using Culver.Imap;
using Culver.Pop3;
using Culver.Sasl;
using Culver.Sasl.Scram;
using Culver.Smtp;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Directory;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Culver.Hosting;

/// <summary>Puts a mail server into a .NET host.</summary>
public static class CulverServices
{
    /// <summary>
    /// Adds the whole server. It starts and stops with the host; <see cref="CulverServer"/>, <see cref="IMailStore"/> and
    /// <see cref="IAdministration"/> can be asked of the host's services.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options.</param>
    public static IServiceCollection AddCulver(this IServiceCollection services, Action<CulverOptions> configure)
    {
        var options = new CulverOptions();
        configure(options);
        return services.AddCulver(options);
    }

    /// <summary>Adds the whole server with options at hand.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The options; not to be changed afterwards.</param>
    public static IServiceCollection AddCulver(this IServiceCollection services, CulverOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        // Of the process, as descriptors are; the answer is the same for every server in it.
        FileRoom.Ask(OpenFiles.MayKeep);
        AddOptions(services, options);
        AddStores(services);
        AddIdentity(services);
        services.AddCulverConnections();
        services.AddCulverDns();
        services.AddCulverImap();
        services.AddCulverPop3();
        services.AddCulverSmtp();
        services.AddCulverSubmission();
        services.AddCulverDelivery();
        services.TryAddSingleton<IAdministration, LocalAdministration>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<ControlServer>();
        services.AddSingleton<CulverServer>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<CulverServer>());
        services.AddHealthChecks().AddCheck<CulverHealth>("culver");
        return services;
    }

    private static void AddOptions(IServiceCollection services, CulverOptions options)
    {
        services.AddSingleton(Options.Create(ComposedOptions.Connections(options)));
        services.AddSingleton(Options.Create(ComposedOptions.Certificates(options)));
        services.AddSingleton(Options.Create(ComposedOptions.Smtp(options)));
        services.AddSingleton(Options.Create(ComposedOptions.Delivery(options)));
        services.AddSingleton(Options.Create(ComposedOptions.Relay(options)));
        services.AddSingleton(Options.Create(options.Dns));
        services.AddSingleton(Options.Create(options.Submission));
        services.AddSingleton(Options.Create(ComposedOptions.MailAuth(options)));
        services.AddSingleton(options.Imap);
        services.AddSingleton(Options.Create(options.Pop3));
        var identity = ComposedOptions.Identity(options);
        services.AddSingleton(identity);
        services.AddSingleton(identity.Credentials);
        services.AddSingleton(identity.VerifiedCredentials);
        services.AddSingleton(identity.Throttle);
        services.AddSingleton(new SaslPolicy { Disabled = options.Login.DisabledMechanisms.ToHashSet(StringComparer.OrdinalIgnoreCase), AllowsSharedSecrets = options.Login.AllowSharedSecrets });
    }

    // The folder is made before what lies in it, and so disposed after it: the lock goes last.
    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton(static provider => DataFolder.Open(provider.GetRequiredService<CulverOptions>().Data));
        services.TryAddSingleton(static provider => SqliteMailStore.Open(
            provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<CulverOptions>().Storage,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IAccountLimits>()));
        services.AddSingleton<IDirectoryStore>(static provider =>
            SqliteDirectoryStore.Open(Path.Combine(provider.GetRequiredService<DataFolder>().Path, StoreBackup.DirectoryName)));
        services.AddSingleton<IAccountLimits, DirectoryLimits>();
        services.TryAddSingleton<IQueueStore>(static provider =>
            SqliteQueueStore.Open(provider.GetRequiredService<DataFolder>(), provider.GetRequiredService<CulverOptions>().Storage));
        services.AddSingleton<ObjectIdSource>();
        services.AddSingleton(static provider =>
        {
            // The folder is ours before a key is read from it or written.
            _ = provider.GetRequiredService<DataFolder>();
            return new DkimKeys(provider.GetRequiredService<CulverOptions>().MailAuth.KeyFolder!, provider.GetRequiredService<TimeProvider>());
        });
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddSingleton<IScramKeyDerivation, Pbkdf2KeyDerivation>();
        services.AddSingleton<CredentialSource>();
        services.AddSingleton<VerifiedCredentials>();
        services.AddSingleton<ILoginThrottle, FailureThrottle>();
        services.AddSingleton<IdentityMetrics>();
        services.AddSingleton<VerificationGate>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<SaslMechanisms>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<AliasService>();
        services.AddSingleton<DomainService>();
        services.AddSingleton<AccountImport>();
        services.AddSingleton<AddressResolver>();
    }
}
