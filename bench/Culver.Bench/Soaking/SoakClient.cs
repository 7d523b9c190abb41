using System.Globalization;
using System.Net.Sockets;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;
using Culver.Bench.Targets;

namespace Culver.Bench.Soaking;

/// <summary>
/// A client of a soak. Two share an account. It comes, does a few dozen things with a pause before each, and goes, by LOGOUT or without a word. The one with
/// the even number keeps the mailboxes at their size; so message numbers up to <see cref="Least"/> are good in every session.
/// </summary>
internal sealed class SoakClient(Target target, int number, TimeSpan pause)
{
    /// <summary>Messages that stay in an INBOX.</summary>
    public const int Least = 150;

    private const int Most = 220;

    private const int MostElsewhere = 60;

    private readonly string _user = $"load{number / 2}";
    private Dice _dice = new(number + 1);
    private int _made;

    /// <summary>Operations done.</summary>
    public long Operations { get; private set; }

    /// <summary>Messages put in, less those taken out.</summary>
    public long Messages { get; private set; }

    /// <summary>What went wrong, of which there should be nothing.</summary>
    public List<string> Problems { get; } = [];

    private bool Tidies => number % 2 == 0;

    /// <summary>Makes the mailboxes, and fills the INBOX.</summary>
    public async Task PrepareAsync()
    {
        if (!Tidies)
            return;
        using var client = await target.ImapAsync(_user);
        foreach (var mailbox in new[] { "Sent", "Archive" })
        {
            try
            {
                Messages += (await client.CommandAsync($"STATUS {mailbox} (MESSAGES)")).Count;
            }
            catch (ReplyException)
            {
                await client.CommandAsync($"CREATE {mailbox}");
            }
        }

        var first = (await client.CommandAsync("SELECT INBOX")).Exists;
        Messages += first;
        for (var there = first; there < Least + 30; there++)
            await AppendAsync(client, "INBOX");
    }

    /// <summary>Works until the end is cancelled. What goes wrong is noted, and the client comes again.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await (_dice.Below(0, 12) == 0 && target.Speaks("pop3") ? PopAsync(end) : ImapAsync(end));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is ReplyException or SocketException or IOException)
            {
                Problems.Add($"{DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()):HH:mm:ss} client {number}: {exception.Message}");
                if (Problems.Count > 20)
                    return;
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    private async Task ImapAsync(CancellationToken end)
    {
        using var client = await target.ImapAsync(_user, _dice.Below(0, 4) == 0 ? "imaps" : "imap", buffer: 1 << 14);
        var there = (await client.CommandAsync("SELECT INBOX")).Exists;
        if (Tidies)
            await TidyAsync(client, there);
        for (var left = _dice.Below(10, 60); left > 0; left--)
        {
            await Task.Delay(pause * (0.5 + (_dice.Below(0, 1000) / 1000.0)), end);
            await OneAsync(client, end);
            Operations++;
        }

        if (_dice.Below(0, 3) != 0)
            await client.LogoutAsync();
    }

    private async Task OneAsync(LineClient client, CancellationToken end)
    {
        var one = _dice.Below(1, Least - 50);
        switch (_dice.Below(0, 100))
        {
            case < 12:
                await DeliverAsync();
                break;
            case < 18:
                await AppendAsync(client, "Sent");
                break;
            case < 30:
                await GoneOrAsync(client, $"FETCH {one}:{one + 49} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
                break;
            case < 48:
                await GoneOrAsync(client, $"FETCH {one} (UID BODY.PEEK[])");
                break;
            case < 56:
                await GoneOrAsync(client, $"STORE {one} {(_dice.Below(0, 2) == 0 ? '+' : '-')}FLAGS ({(_dice.Below(0, 2) == 0 ? "\\Seen" : "\\Flagged")})");
                break;
            case < 60:
                await client.CommandAsync("SEARCH UNSEEN");
                break;
            case < 64:
                await client.CommandAsync($"SEARCH SUBJECT {CorpusMessage.RareSubject}");
                break;
            case < 67:
                await client.CommandAsync($"SEARCH BODY {CorpusMessage.RareWord}");
                break;
            case < 72:
                Messages += await GoneOrAsync(client, $"COPY {one} Archive") ? 1 : 0;
                break;
            case < 78:
                await client.CommandAsync("STATUS Sent (MESSAGES UNSEEN UIDNEXT)");
                break;
            case < 82:
                await client.CommandAsync("LIST \"\" *");
                break;
            case < 86:
                await client.CommandAsync("NOOP");
                break;
            case < 88:
                await PassingAsync(client);
                break;
            default:
                await client.SendAsync("t IDLE\r\n");
                await client.LineAsync("+ ");
                await Task.Delay(pause * _dice.Below(3, 20), end);
                await client.SendAsync("DONE\r\n");
                await client.TaggedAsync(1);
                break;
        }
    }

    // Another session of the account may have taken the message away already; the server then says so.
    private static async Task<bool> GoneOrAsync(LineClient client, string command)
    {
        try
        {
            await client.CommandAsync(command);
            return true;
        }
        catch (ReplyException exception) when (exception.Message.Contains("EXPUNGEISSUED", StringComparison.Ordinal) || exception.Message.Contains("NONEXISTENT", StringComparison.Ordinal))
        {
            return false;
        }
    }

    // A mailbox that is made, filled, renamed and removed.
    private async Task PassingAsync(LineClient client)
    {
        var (first, second) = ($"Passing{number}", $"Passed{number}");
        await client.CommandAsync($"CREATE {first}");
        await client.CommandAsync(new CorpusMessage(_made).ToAppend(first, CorpusText.Small(_made++)));
        await client.CommandAsync($"RENAME {first} {second}");
        await client.CommandAsync($"DELETE {second}");
    }

    private async Task AppendAsync(LineClient client, string mailbox)
    {
        var message = new CorpusMessage((number * 100_000) + _made++);
        // Of every shape, but not the ones of 5 MB.
        await client.CommandAsync(message.Number % 20 == 16 ? message.ToAppend(mailbox, CorpusText.Small(message.Number)) : message.ToAppend(mailbox));
        Messages++;
    }

    private async Task DeliverAsync()
    {
        using var lmtp = await target.MailAsync("lmtp");
        var (serial, to) = ((number * 100_000) + _made++, _dice.Below(0, Soak.Accounts));
        await lmtp.SendAsync(string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<sender@example.org>\r\nRCPT TO:<load{to}@localhost>\r\nDATA\r\n"));
        await lmtp.RepliesAsync(3);
        byte[] message = [.. CorpusText.Small(serial), .. ".\r\n"u8];
        await lmtp.SendAsync(message);
        await lmtp.RepliesAsync(1);
        Messages++;
    }

    // The oldest go from the INBOX, everything from the others.
    private async Task TidyAsync(LineClient client, long there)
    {
        if (there > Most)
        {
            await client.CommandAsync($"STORE 1:{there - Least - 10} +FLAGS.SILENT (\\Deleted)");
            Messages -= (await client.CommandAsync("EXPUNGE")).Expunges;
        }

        foreach (var mailbox in new[] { "Sent", "Archive" })
        {
            if ((await client.CommandAsync($"STATUS {mailbox} (MESSAGES)")).Count <= MostElsewhere)
                continue;
            await client.CommandAsync($"SELECT {mailbox}");
            await client.CommandAsync("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            Messages -= (await client.CommandAsync("EXPUNGE")).Expunges;
            await client.CommandAsync("SELECT INBOX");
        }
    }

    // A second POP3 session of a maildrop is refused; then there is nothing to do.
    private async Task PopAsync(CancellationToken end)
    {
        using var client = await target.ConnectAsync("pop3", buffer: 1 << 14);
        try
        {
            await client.SendAsync($"USER {_user}@localhost\r\nPASS {target.Password}\r\n");
            await client.PopAsync();
            await client.PopAsync();
        }
        catch (ReplyException exception) when (exception.Message.Contains("[IN-USE]", StringComparison.Ordinal))
        {
            return;
        }

        await client.SendAsync("UIDL\r\n");
        await client.PopLinesAsync();
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(pause, end);
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"RETR {_dice.Below(1, Least - 50)}\r\n"));
            await client.PopLinesAsync();
            Operations++;
        }

        await client.SendAsync("QUIT\r\n");
        await client.PopAsync();
    }
}
