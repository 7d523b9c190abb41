using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Culver.Connections;
using Culver.Hosting;
using Culver.Identity.Accounts;
using Culver.Storage;
using Culver.Testing.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Culver.Testing;

/// <summary>
/// The real server, in process, on a data folder of its own that is gone when it is disposed. Tests may run any number side
/// by side.
/// </summary>
public sealed class TestMailServer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestMailServerOptions _options;
    private readonly string _folder;
    private readonly List<TestAccount> _accounts = [];
    private int _names;

    private TestMailServer(IHost host, TestMailServerOptions options, string folder, ManualTimeProvider clock)
    {
        _host = host;
        _options = options;
        _folder = folder;
        Clock = clock;
        Server = host.Services.GetRequiredService<CulverServer>();
        Store = host.Services.GetRequiredService<IMailStore>();
    }

    /// <summary>The server's clock, moved by <see cref="PassTimeAsync"/>, where <see cref="TestMailServerOptions.ManualClock"/> is set.</summary>
    public ManualTimeProvider Clock { get; }

    /// <summary>The mail store, for setting up and for asserting on what is stored.</summary>
    public IMailStore Store { get; }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The self-signed certificate it shows, for clients to trust.</summary>
    public X509Certificate2 Certificate => _host.Services.GetRequiredService<CertificateSource>().Certificate;

    /// <summary>The accounts made so far.</summary>
    public IReadOnlyList<TestAccount> Accounts => _accounts;

    private CulverServer Server { get; }

    /// <summary>Starts a server with ports and a clock that stands still.</summary>
    public static Task<TestMailServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync(new TestMailServerOptions(), cancellationToken);

    /// <summary>Starts a server.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TestMailServer> StartAsync(TestMailServerOptions options, CancellationToken cancellationToken = default)
    {
        var folder = Directory.CreateTempSubdirectory("culver-test-").FullName;
        var clock = new ManualTimeProvider();
        // A test asks no name server unless it wants to.
        var culver = new CulverOptions { Data = folder, Domain = "example.org", Demo = false, MailAuth = { Check = false } };
        culver.Listen.Imap = culver.Listen.Imaps = culver.Listen.Pop3 = culver.Listen.Pop3s = culver.Listen.Smtp = culver.Listen.Submission = culver.Listen.Submissions = culver.Listen.Lmtp = options.Ports ? "127.0.0.1:0" : ListenOptions.MemoryOnly;
        options.Configure(culver);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (options.ManualClock)
            builder.Services.AddSingleton<TimeProvider>(clock);
        options.Services(builder.Services);
        builder.Services.AddCulver(culver);
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new(host, options, folder, clock);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Where a protocol listens.</summary>
    /// <exception cref="InvalidOperationException">It does not: <see cref="TestMailServerOptions.Ports"/> is off.</exception>
    public IPEndPoint EndPoint(MailProtocol protocol) =>
        Server.EndPoints.FirstOrDefault(bound => bound.Listener == Listener(protocol))?.EndPoint
        ?? throw new InvalidOperationException($"{protocol} listens on no port.");

    /// <summary>Connects in memory. The stream is the client's end; disposing it closes the connection.</summary>
    /// <param name="protocol">To what.</param>
    /// <param name="remote">The address the client pretends to have; 127.0.0.1 when not given.</param>
    public Stream Connect(MailProtocol protocol, IPEndPoint? remote = null) => OpenChannel(protocol, remote).Stream;

    /// <summary>Makes an account with mailboxes and a password.</summary>
    /// <param name="name">The part before the <c>@</c>, or a whole address; one is made up when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The server refuses it.</exception>
    public async Task<TestAccount> AddAccountAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        name ??= string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref _names)}");
        const string password = "correct-horse";
        var administration = _host.Services.GetRequiredService<IAdministration>();
        var reply = await administration.HandleAsync(new AdministrationRequest.AddAccount(name, password), progress: null, cancellationToken);
        if (reply is not AdministrationReply.Done done)
            throw new InvalidOperationException($"The account {name} could not be made: {reply}.");
        var found = await _host.Services.GetRequiredService<AccountService>().FindAsync(done.Address, cancellationToken);
        var account = new TestAccount(done.Address, password, found!.Id);
        lock (_accounts)
            _accounts.Add(account);
        return account;
    }

    /// <summary>Opens an account's mail.</summary>
    public ValueTask<IMailAccount> OpenAsync(TestAccount account, CancellationToken cancellationToken = default) => Store.OpenAccountAsync(account.Id, cancellationToken);

    /// <summary>Puts a message into a mailbox, as if it had been delivered; the mailbox is made where it is missing.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="message">Its bytes, lines ended by CRLF.</param>
    /// <param name="mailbox">Where.</param>
    /// <param name="flags">Its flags; none when not given.</param>
    /// <param name="received">When it arrived; the clock's time when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Uid> AddMessageAsync(
        TestAccount account, ReadOnlyMemory<byte> message, string mailbox = "INBOX", MessageFlags? flags = null, DateTimeOffset? received = null, CancellationToken cancellationToken = default)
    {
        await using var mail = await OpenAsync(account, cancellationToken);
        var name = MailboxName.Parse(mailbox);
        if (!mail.Mailboxes.TryGet(name, out var found))
            found = ((MailboxResult.Done)await mail.CreateMailboxAsync(name, SpecialUse.None, cancellationToken)).Mailbox;
        await using var staging = await Store.StageAsync(message.Length, cancellationToken);
        await staging.WriteAsync(new ReadOnlySequence<byte>(message), cancellationToken);
        await using var content = await staging.CompleteAsync(cancellationToken);
        var result = await mail.AppendAsync(found.Id, [new(content, flags ?? MessageFlags.None, received ?? Clock.GetUtcNow())], cancellationToken);
        return result is AppendResult.Appended appended ? appended.Messages[0].Uid : throw new InvalidOperationException($"The message was not stored: {result}.");
    }

    /// <summary>Puts an <c>.eml</c> file into a mailbox. Bare line feeds become CRLF: version control likes to take the CR away.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="file">The file.</param>
    /// <param name="mailbox">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Uid> AddEmlAsync(TestAccount account, string file, string mailbox = "INBOX", CancellationToken cancellationToken = default)
    {
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        if (!bytes.AsSpan().Contains((byte)'\r'))
            bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("\n", "\r\n", StringComparison.Ordinal));
        return await AddMessageAsync(account, bytes, mailbox, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Lets time pass for the server: moves <see cref="Clock"/> in small steps and gives way between them, so that what the
    /// server begins at one second is under way at the next.
    /// </summary>
    /// <param name="span">How much.</param>
    public async ValueTask PassTimeAsync(TimeSpan span)
    {
        var step = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerSecond, span.Ticks / 2000));
        for (var left = span; left > TimeSpan.Zero; left -= step)
        {
            for (var i = 0; i < 10 || (i < 200 && ThreadPool.PendingWorkItemCount > 0); i++)
                await Task.Yield();
            Clock.Advance(left < step ? left : step);
        }
    }

    /// <summary>Verifies the store of every account that was made and is still there.</summary>
    /// <exception cref="InvalidOperationException">Something is not as it must be.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var account in Store.AccountsAsync(cancellationToken))
            await CheckAsync(account, cancellationToken);
    }

    /// <summary>Verifies the store of one account.</summary>
    /// <exception cref="InvalidOperationException">Something is not as it must be.</exception>
    public Task CheckAsync(TestAccount account, CancellationToken cancellationToken = default) => CheckAsync(account.Id, cancellationToken);

    /// <summary>Stops the server, verifies its store and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync();
            if (_options.CheckAtEnd)
                await CheckAsync();
        }
        finally
        {
            await ((IAsyncDisposable)_host).DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    internal ClientChannel OpenChannel(MailProtocol protocol, IPEndPoint? remote = null)
    {
        var pipe = Server.Connect(Listener(protocol), remote);
        var stream = new DuplexStream(pipe.Input, pipe.Output);
        return new(stream, _ => stream.EndSendingAsync());
    }

    private async Task CheckAsync(AccountId account, CancellationToken cancellationToken)
    {
        var findings = await Store.CheckAsync(account, cancellationToken);
        if (findings.Count > 0)
            throw new InvalidOperationException($"The store of {account} is not consistent:\n{string.Join('\n', findings.Select(static finding => $"{finding.Subject}: {finding.Problem}"))}");
    }

    private static string Listener(MailProtocol protocol) => protocol.ToString().ToLowerInvariant();
}
