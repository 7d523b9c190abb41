using System.Diagnostics;
using System.Globalization;

namespace Culver.Crash.Tests.Faults;

/// <summary>
/// One client of every kind, connected while all was well, and what each asks of the server: run once while something is wrong, and again,
/// on the same connections, when it is well.
/// </summary>
internal sealed class FaultJourney : IDisposable
{
    private static readonly string Small = "Subject: small\r\n\r\n" + new string('s', 2000) + "\r\n";
    private static readonly string Large = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('l', 70) + "\r\n", 4000));

    /// <summary>How often each fault comes and goes.</summary>
    public static readonly int Rounds = CrashSettings.Read("CULVER_FAULT_ROUNDS", 1);

    private readonly Refusals _refusals = new();
    private readonly PlainClient _imap;
    private readonly PlainClient _lmtp;
    private readonly PlainClient _submission;
    private readonly CulverProcess _process;
    private PlainClient? _pop;
    private int _number;

    private FaultJourney(CulverProcess process)
    {
        _process = process;
        _imap = new(process.EndPoints["imap"]);
        _lmtp = new(process.EndPoints["lmtp"]);
        _submission = new(process.EndPoints["submission"]);
        _pop = new(process.EndPoints["pop3"]);
    }

    /// <summary>What was refused last, by what it was.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What took longest.</summary>
    public (TimeSpan Time, string What) Slowest { get; private set; }

    /// <summary>Connects, and leaves some mail to work on.</summary>
    public static async Task<FaultJourney> BeginAsync(CulverProcess process)
    {
        var journey = new FaultJourney(process);
        await journey._imap.CommandAsync("LOGIN ann@example.org " + MailSession.Password);
        await journey._imap.CommandAsync("CREATE Other");
        foreach (var mailbox in new[] { "INBOX", "Other" })
        {
            for (var i = 0; i < 8; i++)
                await journey.AppendAsync(mailbox, i % 3 == 0 ? Large : Small);
        }

        await journey._imap.CommandAsync("SELECT INBOX");
        await MailSession.GreetAsync(journey._lmtp);
        await MailSession.SubmitterAsync(journey._submission);
        Assert.StartsWith("+OK", await MailSession.OpenAsync(journey._pop!), StringComparison.Ordinal);
        return journey;
    }

    /// <summary>Asks everything once; all must be done.</summary>
    public Task RunAsync() => RunAsync(fails: false, changes: true, submission: true);

    /// <summary>Asks everything once.</summary>
    /// <param name="fails">Whether commands may be refused.</param>
    /// <param name="changes">What must become of commands that change something; null for either.</param>
    /// <param name="submission">The same of what is submitted to the queue.</param>
    /// <param name="clients">Whether new clients come too.</param>
    public async Task RunAsync(bool fails, bool? changes, bool? submission, bool clients = true)
    {
        _refusals.AreAllowed = fails;
        Refused.Clear();
        var name = $"Made{++_number}";
        await ImapAsync("APPEND small", () => AppendAsync("INBOX", Small), changes);
        await ImapAsync("APPEND large", () => AppendAsync("INBOX", Large), changes);
        await ImapAsync("STORE", () => _imap.CommandAsync($"STORE 1:3 +FLAGS (mark{_number})"), changes);
        await ImapAsync("COPY", () => _imap.CommandAsync("COPY 1:3 Other"), changes);
        await ImapAsync("MOVE", () => _imap.CommandAsync("MOVE 1 Other"), changes);
        if (await ImapAsync("STORE \\Deleted", () => _imap.CommandAsync("STORE 1 +FLAGS (\\Deleted)"), changes) && !fails)
            await ImapAsync("EXPUNGE", () => _imap.CommandAsync("EXPUNGE"), changes);
        if (await ImapAsync("CREATE", () => _imap.CommandAsync("CREATE " + name), changes))
        {
            await ImapAsync("RENAME", () => _imap.CommandAsync($"RENAME {name} {name}x"), changes);
            await ImapAsync("DELETE", () => _imap.CommandAsync($"DELETE {name}x"), changes);
        }

        await ImapAsync("SUBSCRIBE", () => _imap.CommandAsync("SUBSCRIBE elsewhere" + _number), changes);
        await ImapAsync("NOOP", () => _imap.CommandAsync("NOOP"));
        await ImapAsync("STATUS", () => _imap.CommandAsync("STATUS Other (MESSAGES UNSEEN SIZE)"));
        await ImapAsync("LIST", () => _imap.CommandAsync("LIST \"\" *"));
        await ImapAsync("FETCH FLAGS", () => _imap.CommandAsync("FETCH 1:* (UID FLAGS)"));
        await ImapAsync("FETCH ENVELOPE", () => _imap.CommandAsync("FETCH 1:* (ENVELOPE BODYSTRUCTURE)"));
        for (var number = 1; number <= 4; number++)
            await ImapAsync("FETCH BODY[]", () => _imap.CommandAsync($"FETCH {number} (BODY.PEEK[])"));
        await ImapAsync("SEARCH TEXT", () => _imap.CommandAsync("SEARCH TEXT \"lllll\""));
        await ImapAsync("SELECT", () => _imap.CommandAsync("SELECT Other"));
        await ImapAsync("SELECT INBOX", () => _imap.CommandAsync("SELECT INBOX"));
        if (clients)
        {
            using var other = new PlainClient(_process.EndPoints["imap"]);
            await ImapAsync("LOGIN", () => other.CommandAsync("LOGIN ann@example.org " + MailSession.Password));
        }

        Lines("LMTP", await MailSession.SendAsync(_lmtp, "ann@example.org", Small), "250 ", changes);
        Lines("LMTP large", await MailSession.SendAsync(_lmtp, "ann@example.org", Large), "250 ", changes);
        Lines("submission", await MailSession.SendAsync(_submission, "bob@elsewhere.example", "From: ann@example.org\r\n" + Small), "250 ", submission);
        Lines("submission large", await MailSession.SendAsync(_submission, "bob@elsewhere.example", "From: ann@example.org\r\n" + Large), "250 ", submission);
        for (var number = 1; number <= 4; number++)
            Lines("RETR", await MailSession.RetrieveAsync(_pop!, number), "+OK");
        Lines("UIDL", await MailSession.SayAsync(_pop!, "UIDL 7"), "+OK");
        Lines("DELE", await MailSession.SayAsync(_pop!, "DELE 7"), "+OK");
        Lines("QUIT", await MailSession.SayAsync(_pop!, "QUIT"), "+OK", changes);
        _pop!.Dispose();
        _pop = null;
        if (!clients)
            return;
        _pop = new(_process.EndPoints["pop3"]);
        if (!Lines("PASS", await MailSession.OpenAsync(_pop), "+OK"))
        {
            _pop.Dispose();
            _pop = null;
        }
    }

    /// <summary>Connects again what a failure left without a login.</summary>
    public async Task ResumeAsync()
    {
        if (_pop is null)
        {
            _pop = new(_process.EndPoints["pop3"]);
            Assert.StartsWith("+OK", await MailSession.OpenAsync(_pop), StringComparison.Ordinal);
        }

        await _imap.CommandAsync("SELECT INBOX");
    }

    public void Dispose()
    {
        _imap.Dispose();
        _lmtp.Dispose();
        _submission.Dispose();
        _pop?.Dispose();
    }

    private Task AppendAsync(string mailbox, string text) =>
        _imap.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"APPEND {mailbox} {{{text.Length}+}}\r\n{text}"));

    private async Task<bool> ImapAsync(string what, Func<Task> command, bool? isDone = null)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await command();
        }
        catch (InvalidOperationException refused) when (_refusals.Allows(refused.Message))
        {
            Refused.Add(what);
            Assert.False(isDone == true, $"{what}: {refused.Message}");
            return false;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{what}: {other.Message[Math.Max(0, other.Message.Length - 300)..]}", other);
        }

        finally
        {
            Slowest = (Stopwatch.GetElapsedTime(began), what) is var took && took.CompareTo(Slowest) > 0 ? took : Slowest;
        }

        Assert.False(isDone == false, $"{what} was answered OK, and cannot have been done");
        return true;
    }

    private bool Lines(string what, string reply, string good, bool? isDone = null)
    {
        if (reply.StartsWith(good, StringComparison.Ordinal))
        {
            Assert.False(isDone == false, $"{what} was answered {reply}, and cannot have been done");
            return true;
        }

        Assert.True(_refusals.Allows(reply), $"{what}: {reply}");
        Assert.False(isDone == true, $"{what}: {reply}");
        Refused.Add(what);
        return false;
    }
}
