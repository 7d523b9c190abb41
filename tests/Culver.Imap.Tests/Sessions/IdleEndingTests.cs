using System.Globalization;
using System.Net.Security;
using Culver.Imap.Tests.Model;
using Culver.Storage;
using Culver.Testing;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>
/// The end of IDLE with a command right behind DONE, cut at every octet, while the mailbox changes: nothing is lost between the line that
/// IDLE reads, the change that wakes it, and the command that is read next. CULVER_IDLE_ROUNDS asks for more rounds.
/// </summary>
public sealed class IdleEndingTests
{
    private const string Ending = "DONE\r\nn NOOP\r\n";
    private const string Whole = "i IDLE\r\n" + Ending;

    /// <summary>What no answer takes, however busy the machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("CULVER_IDLE_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task DONE_and_a_command_cut_anywhere_while_flags_change(bool tls) => RunAsync(tls, async (session, change, cut, cancellationToken) =>
    {
        await session.SendAsync("i IDLE\r\n", cancellationToken);
        await session.UntilAsync(static line => line.StartsWith('+'), cancellationToken);
        var changing = change();
        await SendCutAsync(session, Ending, cut, cancellationToken);
        await AnsweredAsync(session, cancellationToken);
        await changing;
    }, Ending.Length);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task IDLE_DONE_and_a_command_in_one_go_cut_anywhere_while_flags_change(bool tls) => RunAsync(tls, async (session, change, cut, cancellationToken) =>
    {
        var changing = change();
        await SendCutAsync(session, Whole, cut, cancellationToken);
        await AnsweredAsync(session, cancellationToken);
        await changing;
    }, Whole.Length);

    private static async Task RunAsync(bool tls, Func<ModelConnection, Func<Task>, int, CancellationToken, Task> play, int length)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var mail = await TestMailServer.StartAsync(new() { Ports = false }, patience.Token);
        var user = await mail.AddAccountAsync(cancellationToken: patience.Token);
        var uid = await mail.AddMessageAsync(user, "Subject: x\r\n\r\ny\r\n"u8.ToArray(), cancellationToken: patience.Token);
        await using var account = await mail.OpenAsync(user, patience.Token);
        var inbox = account.Mailboxes.ByName[MailboxName.Parse("INBOX")].Id;
        var flag = MessageFlags.Of(SystemFlags.Flagged);
        var isFlagged = false;

        await using var session = await ConnectAsync(mail, tls, patience.Token);
        await session.ResponseAsync(patience.Token);
        await session.CommandAsync($"LOGIN {user.Address} {user.Password}", patience.Token);
        await session.CommandAsync("SELECT INBOX", patience.Token);
        for (var round = 0; round < Rounds; round++)
        {
            for (var cut = 0; cut < length; cut++)
            {
                patience.CancelAfter(Patience);
                await play(session, ChangeAsync, cut, patience.Token);
            }
        }

        async Task ChangeAsync()
        {
            isFlagged = !isFlagged;
            await account.StoreFlagsAsync(inbox, UidSet.Of(uid), new(isFlagged ? FlagOperation.Add : FlagOperation.Remove, flag), unchangedSince: null, patience.Token);
        }
    }

    private static async Task SendCutAsync(ModelConnection session, string text, int cut, CancellationToken cancellationToken)
    {
        if (cut > 0)
            await session.SendAsync(text[..cut], cancellationToken);
        await session.SendAsync(text[cut..], cancellationToken);
    }

    /// <summary>Both commands are answered, in their order.</summary>
    private static async Task AnsweredAsync(ModelConnection session, CancellationToken cancellationToken)
    {
        var answers = await session.UntilAsync(static line => line.StartsWith("n ", StringComparison.Ordinal), cancellationToken);
        Assert.StartsWith("n OK ", answers[^1], StringComparison.Ordinal);
        Assert.Single(answers, static line => line.StartsWith("i OK ", StringComparison.Ordinal));
    }

    private static async Task<ModelConnection> ConnectAsync(TestMailServer mail, bool tls, CancellationToken cancellationToken)
    {
        if (!tls)
            return new(mail.Connect(MailProtocol.Imap), "x");
        var secure = new SslStream(mail.Connect(MailProtocol.Imaps), leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => mail.Certificate.Equals(shown) }, cancellationToken);
        return new(secure, "x");
    }
}
