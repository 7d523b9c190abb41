using System.Diagnostics;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>The executable as an operator meets it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task The_first_start_makes_a_demo_account_whose_printed_password_logs_in()
    {
        using var folder = new TemporaryFolder();
        await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
        var password = culver.Printed.Single(static line => line.StartsWith("  password", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Contains(culver.Printed, line => line.Contains($"openssl s_client -connect {culver.EndPoints["imaps"]}", StringComparison.Ordinal));
        Assert.Contains(culver.Printed, line => line.Contains($"imaps://{culver.EndPoints["imaps"]}/INBOX", StringComparison.Ordinal));
        Assert.Contains(culver.Printed, line => line.Contains($"smtp://{culver.EndPoints["smtp"]}/", StringComparison.Ordinal));
        await SocketStage.ImapAsync(culver.EndPoints["imap"], "demo@localhost", password, """
            C1: a LOGIN demo $password
            S1: a OK ...
            C1: b SELECT INBOX
            S1: * 4 EXISTS
            S1: ...
            S1: b OK ...
            C1: c FETCH 2 (BODY[1.MIME] ENVELOPE)
            S1: * 2 FETCH (...)
            S1: c OK ...
            """);
    }

    [Fact]
    public async Task SIGTERM_tells_every_session_BYE_and_ends_with_0_within_10_seconds()
    {
        using var folder = new TemporaryFolder();
        await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
        await AddAsync(folder, "ann@example.org", "secret");
        var session = SocketStage.ImapAsync(culver.EndPoints["imap"], "ann@example.org", "secret", """
            C1: a LOGIN $user $password
            S1: a OK ...
            C1: b SELECT INBOX
            S1: ...
            S1: b OK ...
            C1: c IDLE
            S1: + ...
            S1: * BYE ...
            S1: ...
            S1 closes
            """);
        // The session gets as far as IDLE while another has a whole conversation.
        await SocketStage.ImapAsync(culver.EndPoints["imap"], "ann@example.org", "secret", """
            C1: a LOGIN $user $password
            S1: a OK ...
            C1: b LOGOUT
            S1: * BYE ...
            S1: b OK ...
            """);
        await WaitForConnectionAsync(folder.At("data"));
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await culver.TerminateAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        await session;
    }

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        using var folder = new TemporaryFolder();
        await AddAsync(folder, "ann@example.org", "secret");
        string? before = null;
        for (var round = 0; round < 2; round++)
        {
            await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
            if (round == 0)
            {
                await DeliverAsync(culver, "ann@example.org");
                await SocketStage.ImapAsync(culver.EndPoints["imap"], "ann@example.org", "secret", """
                    C1: a LOGIN $user $password
                    S1: a OK ...
                    C1: b CREATE Kept/Deep
                    S1: b OK ...
                    C1: c SELECT INBOX
                    S1: ...
                    S1: c OK ...
                    C1: d STORE 1 +FLAGS (\Flagged $Forwarded)
                    S1: ...
                    S1: d OK ...
                    C1: e COPY 1 Kept/Deep
                    S1: e OK ...
                    """);
            }

            var status = await StatusAsync(culver);
            before ??= status;
            Assert.Equal(before, status);
            Assert.Equal(0, await culver.TerminateAsync());
        }
    }

    [Fact]
    public async Task A_second_serve_on_the_same_data_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await using var first = await CulverProcess.ServeAsync(folder.At("data"));
        var (code, _, errors) = await CulverProcess.RunAsync("serve", "--data", folder.At("data"), "--imap", "127.0.0.1:0", "--imaps", "off", "--pop3", "off", "--pop3s", "off", "--smtp", "off", "--submission", "off", "--submissions", "off", "--lmtp", "off");
        Assert.Equal(1, code);
        Assert.Contains(folder.At("data"), errors, StringComparison.Ordinal);
        Assert.Contains("in use by", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var folder = new TemporaryFolder();
        await using var first = await CulverProcess.ServeAsync(folder.At("one"));
        var taken = first.EndPoints["imap"].ToString();
        var (code, output, errors) = await CulverProcess.RunAsync("serve", "--data", folder.At("two"), "--imap", taken, "--imaps", "off", "--pop3", "off", "--pop3s", "off", "--smtp", "off", "--submission", "off", "--submissions", "off", "--lmtp", "off");
        Assert.Equal(1, code);
        Assert.Contains($"imap: {taken} is in use", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_listen_is_not_shown_as_ready()
    {
        using var folder = new TemporaryFolder();
        await using var culver = await CulverProcess.ServeAsync(folder.At("data"), "--http", "127.0.0.1:0", "--lmtp", "off");
        Assert.Equal(["imap", "imaps", "pop3", "pop3s", "smtp", "submission", "submissions"], culver.EndPoints.Keys.Order());
        Assert.Contains("http is not served", culver.Errors, StringComparison.Ordinal);
    }

    internal static async Task AddAsync(TemporaryFolder folder, string address, string password)
    {
        var (code, _, errors) = await CulverProcess.RunAsync(password + "\n", ["account", "add", address, "--password-stdin", "--data", folder.At("data")]);
        Assert.True(code == 0, errors);
    }

    internal static Task DeliverAsync(CulverProcess culver, string address) => SocketStage.LinesAsync(culver.EndPoints["smtp"], address, """
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: MAIL FROM:<ben@example.net>
        S1: 250 ...
        C1: RCPT TO:<$user>
        S1: 250 ...
        C1: DATA
        S1: 354 ...
        C1: {{{
        Subject: Kept

        text
        }}}
        C1: .
        S1: 250 ...
        C1: QUIT
        S1: 221 ...
        """);

    // UIDs, flags and UIDVALIDITY of everything, as the server tells them.
    private static async Task<string> StatusAsync(CulverProcess culver)
    {
        using var client = new PlainClient(culver.EndPoints["imap"]);
        await client.CommandAsync("LOGIN ann@example.org secret");
        var told = await client.CommandAsync("LIST \"\" * RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ MAILBOXID))");
        foreach (var mailbox in new[] { "INBOX", "Kept/Deep" })
        {
            await client.CommandAsync($"EXAMINE {mailbox}");
            told += await client.CommandAsync("UID FETCH 1:* (FLAGS MODSEQ EMAILID INTERNALDATE BODY.PEEK[])");
        }

        return told;
    }

    // The listing of accounts goes through the control socket: by its answer the server has served what came before.
    private static async Task WaitForConnectionAsync(string data) => Assert.Equal(0, (await CulverProcess.RunAsync("account", "list", "--data", data)).ExitCode);
}
