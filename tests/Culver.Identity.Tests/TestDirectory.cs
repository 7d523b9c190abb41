using System.Diagnostics.Metrics;
using Culver.Identity.Accounts;
using Culver.Identity.Addresses;
using Culver.Identity.Authentication;
using Culver.Storage;
using Culver.Storage.Sqlite.Directory;

namespace Culver.Identity.Tests;

/// <summary>A directory in a folder of its own, with everything above it, and knobs.</summary>
internal sealed class TestDirectory : IAsyncDisposable
{
    private readonly string folder;

    public TestDirectory(IdentityOptions? options = null)
    {
        folder = System.IO.Directory.CreateTempSubdirectory("culver-identity-").FullName;
        Options = options ?? new();
        Derivation = new CountingDerivation();
        Time = new ManualTime();
        Mail = new RecordingMailStore();
        Store = SqliteDirectoryStore.Open(File);
        Rebuild();
    }

    public string File => Path.Combine(folder, "directory.db");

    public IdentityOptions Options { get; }

    public CountingDerivation Derivation { get; }

    public ManualTime Time { get; }

    public RecordingMailStore Mail { get; }

    public SqliteDirectoryStore Store { get; private set; }

    public VerifiedCredentials Verified { get; private set; } = null!;

    public Authenticator Authenticator { get; private set; } = null!;

    public AddressResolver Resolver { get; private set; } = null!;

    public AccountService Accounts { get; private set; } = null!;

    public AccountImport Import { get; private set; } = null!;

    public AliasService Aliases { get; private set; } = null!;

    public DomainService Domains { get; private set; } = null!;

    public IdentityMetrics Metrics { get; private set; } = null!;

    public VerificationGate Gate { get; private set; } = null!;

    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteDirectoryStore.Open(File);
        Rebuild();
    }

    public async Task<string> AddAccountAsync(string address, string password = "pencil") =>
        await Accounts.AddAsync(address, password, CancellationToken.None) is AccountResult.Done done
            ? done.Account.Address
            : throw new InvalidOperationException("The account was refused.");

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        System.IO.Directory.Delete(folder, recursive: true);
    }

    private void Rebuild()
    {
        var credentials = new CredentialSource(Options.Credentials, Derivation);
        Metrics = new(new Meters());
        Gate = new(Options.Credentials, Metrics);
        Verified = new(Options.VerifiedCredentials, Time);
        Authenticator = new(Store, Options, credentials, Verified, new FailureThrottle(Options.Throttle, Time), Gate, Metrics, Time);
        Resolver = new(Store, Options);
        Accounts = new(Store, Mail, credentials, Verified, new ObjectIdSource(Time), Options, Time);
        Import = new(Accounts, Store, Options);
        Aliases = new(Store, Options);
        Domains = new(Store, Options);
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
