using System.Globalization;
using System.Text;
using Culver.Testing;
using Culver.Testing.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Culver.Fuzz;

/// <summary>
/// Spoils command lines, literals and messages through whole sessions of a whole server, from every state. Afterwards no
/// exception was logged, no reply said SERVERBUG or SYS/PERM, each connection came to its end once the client had ended its half, and
/// memory is back near where it was.
/// </summary>
public sealed class SessionFuzz : IAsyncDisposable
{
    private const int LinesPerSession = 25;
    private const int SideBySide = 4;
    private const long MemoryAllowance = 64L * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestMailServer server;
    private readonly FuzzLine way;
    private readonly TestAccount[] accounts;
    private readonly LogFindings log;
    private readonly List<string> findings = [];
    private int refused;
    private int taken;

    private SessionFuzz(TestMailServer server, FuzzTransport transport, TestAccount[] accounts, LogFindings log)
    {
        this.server = server;
        way = new(server, transport);
        this.accounts = accounts;
        this.log = log;
    }

    /// <summary>Tries so many lines of each protocol.</summary>
    /// <param name="seed">What the sessions are made from; each finding names its own.</param>
    /// <param name="lines">The lines of each protocol.</param>
    /// <param name="transport">What they go over.</param>
    /// <param name="progress">Told a word now and then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FuzzResult> RunAsync(int seed, int lines, FuzzTransport transport, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        await using var fuzz = await StartAsync(transport, cancellationToken);
        var sessions = Math.Max(1, lines / LinesPerSession);
        var memory = 0L;
        var warm = Math.Max(1, sessions / 5);
        for (var first = 0; first < sessions && fuzz.findings.Count < 10; first += SideBySide)
        {
            var last = Math.Min(first + SideBySide, sessions);
            await Task.WhenAll(Enumerable.Range(first, last - first).Select(session => fuzz.SessionsAsync(unchecked(seed + session), cancellationToken)));
            foreach (var line in fuzz.log.Take())
            {
                fuzz.Find($"in sessions {seed + first} to {seed + last - 1}: {line}");
            }

            if (first / 200 != last / 200)
            {
                await fuzz.RefillAsync(cancellationToken);
                progress(string.Create(CultureInfo.InvariantCulture, $"{last} of {sessions} sessions of each protocol, {fuzz.taken} taken, {fuzz.refused} refused, {fuzz.findings.Count} findings, {Memory() >> 20} MB"));
            }

            if (memory == 0 && last >= warm)
            {
                await fuzz.RefillAsync(cancellationToken);
                memory = Memory();
            }
        }

        await fuzz.RefillAsync(cancellationToken);
        var more = Memory() - memory;
        progress(string.Create(CultureInfo.InvariantCulture, $"memory at the end: {more >> 10} KB more than once warm"));
        if (more > MemoryAllowance)
        {
            fuzz.Find(string.Create(CultureInfo.InvariantCulture, $"{more} octets of memory did not come back"));
        }

        return new(sessions * LinesPerSession * 4, fuzz.refused, fuzz.findings);
    }

    /// <summary>The session made from this seed alone, and what it found; to look at a finding again.</summary>
    public static async Task<(string Input, FuzzResult Result)> RepeatAsync(int seed, FuzzTransport transport, CancellationToken cancellationToken)
    {
        await using var fuzz = await StartAsync(transport, cancellationToken);
        await fuzz.SessionsAsync(seed, cancellationToken);
        foreach (var line in fuzz.log.Take())
        {
            fuzz.Find(line);
        }

        return (fuzz.Imap(new Random(seed), fuzz.AccountOf(seed)), new(LinesPerSession, fuzz.refused, fuzz.findings));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task<SessionFuzz> StartAsync(FuzzTransport transport, CancellationToken cancellationToken)
    {
        var options = new TestMailServerOptions
        {
            Ports = FuzzLine.HasSockets(transport),
            ManualClock = false,

            // Nonsense is what we are here for: a session is not cut off for it.
            Configure = static culver =>
            {
                culver.Imap.MaxBadCommands = culver.Imap.MaxBadCommandsBeforeLogin = culver.Smtp.MaxErrors = culver.Pop3.MaxBadCommands = culver.Pop3.MaxBadCommandsBeforeLogin = int.MaxValue;
            },
        };
        var started = await TestMailServer.StartAsync(options, cancellationToken);
        var written = new LogFindings();
        started.Services.GetRequiredService<ILoggerFactory>().AddProvider(written);
        var users = new TestAccount[SideBySide];
        for (var i = 0; i < users.Length; i++)
        {
            users[i] = await started.AddAccountAsync(cancellationToken: cancellationToken);
        }

        var fuzz = new SessionFuzz(started, transport, users, written);
        await fuzz.RefillAsync(cancellationToken);
        return fuzz;
    }

    private static long Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private async Task SessionsAsync(int seed, CancellationToken cancellationToken)
    {
        var account = AccountOf(seed);
        await SessionAsync(MailProtocol.Imap, seed, Imap(new Random(seed), account), cancellationToken);
        await SessionAsync(MailProtocol.Pop3, seed, Pop3(new Random(seed), account), cancellationToken);
        await SessionAsync(MailProtocol.Smtp, seed, Smtp(new Random(seed), account, "EHLO"), cancellationToken);
        await SessionAsync(MailProtocol.Submission, seed, Smtp(new Random(seed), account, "EHLO"), cancellationToken);
        await SessionAsync(MailProtocol.Lmtp, seed, Smtp(new Random(seed), account, "LHLO"), cancellationToken);
    }

    /// <summary>Neighbours share an account, and so meet each other's changes.</summary>
    private TestAccount AccountOf(int seed) => accounts[((seed & int.MaxValue) / SideBySide) % accounts.Length];

    private string Imap(Random random, TestAccount account)
    {
        var input = new StringBuilder(Of(account, SessionSeeds.ImapStates[random.Next(SessionSeeds.ImapStates.Length)], ""));
        for (var line = 0; line < LinesPerSession; line++)
        {
            var text = SessionSeeds.ImapLine(random, line);
            input.Append(random.Next(3) == 0 ? text : Mutation.Of(random, text));
        }

        return input.ToString();
    }

    private string Pop3(Random random, TestAccount account)
    {
        var input = new StringBuilder(Of(account, Pop3Seeds.States[random.Next(Pop3Seeds.States.Length)], ""));
        for (var line = 0; line < LinesPerSession; line++)
        {
            var text = Of(account, Pop3Seeds.Line(random), "");
            input.Append(random.Next(3) == 0 ? text : Mutation.Of(random, text));
        }

        return input.ToString();
    }

    private string Smtp(Random random, TestAccount account, string hello)
    {
        var input = new StringBuilder(Of(account, SessionSeeds.SmtpStates[random.Next(SessionSeeds.SmtpStates.Length)], hello));
        for (var line = 0; line < LinesPerSession; line++)
        {
            var text = Of(account, SessionSeeds.SmtpLine(random), hello);
            input.Append(random.Next(3) == 0 ? text : Mutation.Of(random, text));
        }

        return input.ToString();
    }

    private static string Of(TestAccount account, string text, string hello) => text
        .Replace("{user}", account.Address, StringComparison.Ordinal)
        .Replace("{password}", account.Password, StringComparison.Ordinal)
        .Replace("{plain}", Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}")), StringComparison.Ordinal)
        .Replace("{hello}", hello, StringComparison.Ordinal);

    private async Task SessionAsync(MailProtocol protocol, int seed, string input, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var cuts = new Random(seed);

        // Each session comes from a place of its own: failed logins make a place wait.
        await using var channel = await way.OpenAsync(protocol, new([127, (byte)(seed >> 16), (byte)(seed >> 8), (byte)((seed & 127) + 2)]), patience.Token);
        var hearing = HearAsync(channel, patience.Token);
        try
        {
            await SayAsync(channel, Octets.Of(input), cuts, patience.Token);
            var heard = await hearing;
            Interlocked.Add(ref refused, heard.Refusals);
            Interlocked.Add(ref taken, heard.Successes);
            if (heard.Bug is { } bug)
            {
                Find($"{protocol} session {seed}: {Octets.Escaped(bug)}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Find($"{protocol} session {seed} did not end: \"{Octets.Escaped(input)}\"");
        }
    }

    private static async Task SayAsync(ClientChannel channel, ReadOnlyMemory<byte> octets, Random cuts, CancellationToken cancellationToken)
    {
        try
        {
            while (!octets.IsEmpty)
            {
                var length = Math.Min(octets.Length, 1 + cuts.Next(400));
                await channel.Stream.WriteAsync(octets[..length], cancellationToken);
                octets = octets[length..];
                if (cuts.Next(800) == 0)
                {
                    // A client that goes away in the middle of whatever it was saying.
                    break;
                }
            }

            await channel.EndSendingAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // The server has closed the connection, as LOGOUT and too much nonsense make it.
        }
    }

    private static async Task<(int Refusals, int Successes, string? Bug)> HearAsync(ClientChannel channel, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var refusals = 0;
        var successes = 0;
        string? bug = null;
        while (true)
        {
            int read;
            try
            {
                read = await channel.Stream.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                // A socket says so when it was closed with our words unread.
                read = 0;
            }

            if (read == 0)
            {
                return (refusals, successes, bug);
            }

            var heard = buffer.AsSpan(0, read);
            refusals += heard.Count(" BAD "u8) + heard.Count("\r\n5"u8) + heard.Count("\r\n-ERR"u8);
            successes += heard.Count(" OK "u8) + heard.Count("\r\n2"u8) + heard.Count("\r\n+OK"u8);
            var at = heard.IndexOf("SERVERBUG"u8);
            if (at < 0)
            {
                at = heard.IndexOf("-ERR [SYS/PERM]"u8);
            }

            if (at >= 0)
            {
                bug ??= Octets.Text(heard[Math.Max(0, at - 200)..Math.Min(read, at + 100)]);
            }
        }
    }

    /// <summary>Takes away all messages and puts a few into INBOX, so that the sessions to come have as much to do as the first.</summary>
    private async Task RefillAsync(CancellationToken cancellationToken)
    {
        foreach (var account in accounts)
        {
            var input = new StringBuilder();
            input.Append(CultureInfo.InvariantCulture, $"a LOGIN {account.Address} {account.Password}\r\n");
            foreach (var mailbox in (string[])["Trash", "Sent", "Archive", "Drafts", "Junk", "INBOX"])
            {
                input.Append(CultureInfo.InvariantCulture, $"b SELECT {mailbox}\r\nc UID STORE 1:* +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\n");
            }

            foreach (var message in SessionSeeds.Messages)
            {
                input.Append(CultureInfo.InvariantCulture, $"e APPEND INBOX ~{{{message.Length}+}}\r\n{message}\r\n");
            }

            await SessionAsync(MailProtocol.Imap, 0, input.Append("f LOGOUT\r\n").ToString(), cancellationToken);
        }
    }

    private void Find(string finding)
    {
        lock (findings)
        {
            findings.Add(finding);
        }
    }
}
