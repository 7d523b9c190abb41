using System.Text;
using Culver.Pop3.Tests.Support;
using Culver.Storage;
using Culver.Testing;

namespace Culver.Pop3.Tests.Sessions;

/// <summary>POP3 beside IMAP and delivery on the same account: neither sees the other where it should not.</summary>
public sealed class NeighbourTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_leaves_flags_and_recent_alone()
    {
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        await SeedAsync(account, 3);
        await using (var client = await Pop3Client.LogInAsync(Pop3.Shared, account))
        {
            await client.AskAllAsync("RETR 1");
            await client.AskAllAsync("TOP 2 5");
            await client.AskAllAsync("UIDL");
            Assert.StartsWith("+OK", await client.AskAsync("QUIT"), StringComparison.Ordinal);
        }

        await ImapConversation.RunAsync(Pop3.Shared, """
            C1: a SELECT INBOX
            S1: * 3 RECENT
            S1: ...
            S1: a OK ...
            C1: b FETCH 1:* FLAGS
            S1: * 1 FETCH (FLAGS (\Recent))
            S1: * 2 FETCH (FLAGS (\Recent))
            S1: * 3 FETCH (FLAGS (\Recent))
            S1: b OK ...
            """, new() { Account = account }, Ending);
    }

    [Fact]
    public async Task What_IMAP_expunges_meanwhile_keeps_its_number_and_is_still_read()
    {
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        await SeedAsync(account, 3);
        await using var client = await Pop3Client.LogInAsync(Pop3.Shared, account);
        var before = await client.AskAllAsync("UIDL");
        await ImapConversation.RunAsync(Pop3.Shared, """
            C1: a SELECT INBOX
            S1: ...
            S1: a OK ...
            C1: b STORE 2 +FLAGS.SILENT (\Deleted)
            S1: b OK ...
            C1: c EXPUNGE
            S1: * 2 EXPUNGE
            S1: c OK ...
            """, new() { Account = account }, Ending);
        Assert.Equal($"+OK 3 {3 * Message(1).Length}", await client.AskAsync("STAT"));
        Assert.Equal(before, await client.AskAllAsync("UIDL"));
        Assert.Contains("Subject: 2", await client.AskAllAsync("RETR 2"));
        // What is gone needs no removing, and takes nothing else with it.
        Assert.StartsWith("+OK", await client.AskAsync("DELE 2"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await client.AskAsync("DELE 3"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await client.AskAsync("QUIT"), StringComparison.Ordinal);
        await using var next = await Pop3Client.LogInAsync(Pop3.Shared, account);
        Assert.Equal(before[..1], await next.AskAllAsync("UIDL"));
    }

    [Fact]
    public async Task A_mailbox_that_is_removed_meanwhile_is_still_read()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = static options => options.Pop3.Mailbox = "Archive" }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await server.AddMessageAsync(account, Message(1), "Archive", cancellationToken: Ending);
        await using var client = await Pop3Client.LogInAsync(server, account);
        await using (var mail = await server.OpenAsync(account, Ending))
            Assert.IsType<MailboxResult.Done>(await mail.DeleteMailboxAsync(MailboxName.Parse("Archive"), Ending));
        Assert.Contains("Subject: 1", await client.AskAllAsync("RETR 1"));
        Assert.Single(await client.AskAllAsync("UIDL"));
        Assert.StartsWith("+OK", await client.AskAsync("DELE 1"), StringComparison.Ordinal);
        Assert.StartsWith("+OK", await client.AskAsync("QUIT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_removed_meanwhile_ends_the_session()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await server.AddMessageAsync(account, Message(1), cancellationToken: Ending);
        await using var client = await Pop3Client.LogInAsync(server, account);
        await server.Store.DeleteAccountAsync(account.Id, Ending);
        Assert.StartsWith("-ERR [SYS/PERM]", await client.AskAsync("RETR 1"), StringComparison.Ordinal);
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task Ids_are_the_same_after_a_restart_and_differ_for_copies()
    {
        var folder = Directory.CreateTempSubdirectory("culver-pop3-").FullName;
        try
        {
            var ids = new List<string>();
            TestAccount? account = null;
            for (var start = 0; start < 2; start++)
            {
                await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = options => options.Data = folder }, Ending);
                if (account is null)
                {
                    account = await server.AddAccountAsync("ada", Ending);
                    await server.AddMessageAsync(account, Message(1), cancellationToken: Ending);
                    await using var mail = await server.OpenAsync(account, Ending);
                    var inbox = mail.Mailboxes.ByName[MailboxName.Inbox].Id;
                    Assert.IsType<CopyResult.Copied>(await mail.CopyAsync(inbox, UidSet.Of(new(1)), inbox, Ending));
                }

                await using var client = await Pop3Client.LogInAsync(server, account);
                ids.Add(string.Join('\n', await client.AskAllAsync("UIDL")));
            }

            Assert.Equal(ids[0], ids[1]);
            var each = ids[0].Split('\n').Select(static line => line.Split(' ')[1]).ToArray();
            Assert.Equal(2, each.Distinct().Count());
            // The same EMAILID, for it is the same message.
            Assert.Single(each.Select(static id => id.Split('.')[0]).Distinct());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SeedAsync(TestAccount account, int count)
    {
        for (var i = 1; i <= count; i++)
            await Pop3.Shared.AddMessageAsync(account, Message(i), cancellationToken: Ending);
    }

    private static byte[] Message(int number) => Encoding.ASCII.GetBytes($"Subject: {number}\r\n\r\nbody\r\n");
}
