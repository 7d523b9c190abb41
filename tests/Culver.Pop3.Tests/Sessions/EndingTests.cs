using System.IO.Pipelines;
using System.Text;
using Culver.Hosting;
using Culver.Pop3.Tests.Support;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Pop3.Tests.Sessions;

/// <summary>However a session ends, its maildrop is free again, and nothing was removed but by QUIT.</summary>
public sealed class EndingTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_ends_its_half_gives_the_maildrop_back()
    {
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        await Pop3.Shared.AddMessageAsync(account, "Subject: x\r\n\r\n"u8.ToArray(), cancellationToken: Ending);
        var channel = Pop3.Shared.Connect(MailProtocol.Pop3);
        await channel.WriteAsync(Encoding.ASCII.GetBytes($"USER {account.Address}\r\nPASS {account.Password}\r\nDELE 1\r\nSTA"), Ending);
        await ((IDuplexPipe)channel).Output.CompleteAsync();
        // The server answers what was asked and closes: when the end is read the maildrop is free.
        using var heard = new MemoryStream();
        await channel.CopyToAsync(heard, Ending);
        Assert.Equal(4, Encoding.ASCII.GetString(heard.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        await using var next = await Pop3Client.LogInAsync(Pop3.Shared, account);
        Assert.Equal("+OK 1 14", await next.AskAsync("STAT"));
    }

    [Fact]
    public async Task A_client_that_reads_no_more_of_a_long_response_gives_the_maildrop_back()
    {
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        await Pop3.Shared.AddMessageAsync(account, Large(4 * 1024 * 1024), cancellationToken: Ending);
        var client = await Pop3Client.LogInAsync(Pop3.Shared, account);
        await client.SendAsync("DELE 1\r\nRSET\r\nDELE 1\r\nRSET\r\nRETR 1\r\nQUIT\r\n");
        Assert.StartsWith("+OK", await client.LineAsync(), StringComparison.Ordinal);
        await client.DisposeAsync();
        // It sees that the client is gone when it writes; the next login waits for that.
        await using var next = await Pop3Client.ConnectAsync(Pop3.Shared);
        Assert.StartsWith("+OK", await next.AskAsync($"USER {account.Address}"), StringComparison.Ordinal);
        Assert.Equal("+OK Logged in", await next.AskAsync($"PASS {account.Password}"));
        Assert.StartsWith("+OK 1 ", await next.AskAsync("STAT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_message_comes_back_octet_for_octet_with_dots_at_every_border()
    {
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        var message = Large(1_000_000);
        await Pop3.Shared.AddMessageAsync(account, message, cancellationToken: Ending);
        await using var client = await Pop3Client.LogInAsync(Pop3.Shared, account);
        Assert.Equal($"+OK 1 {message.Length}", await client.AskAsync("STAT"));
        var lines = await client.AskAllAsync("RETR 1");
        Assert.Equal(Encoding.ASCII.GetString(message), string.Concat(lines.Select(static line => line + "\r\n")));
        Assert.Equal(lines[..102], await client.AskAllAsync("TOP 1 100"));
    }

    [Fact]
    public async Task A_hundred_thousand_messages_are_listed_without_their_content()
    {
        const int count = 100_000;
        var account = await Pop3.Shared.AddAccountAsync(cancellationToken: Ending);
        await using (var mail = await Pop3.Shared.OpenAsync(account, Ending))
        {
            await Pop3.Shared.AddMessageAsync(account, "Subject: x\r\n\r\n"u8.ToArray(), cancellationToken: Ending);
            var inbox = mail.Mailboxes.ByName[Storage.MailboxName.Inbox].Id;
            // Copies cost no content: the mailbox doubles until it is large enough.
            for (var have = 1u; have < count; have *= 2)
                Assert.IsType<Storage.CopyResult.Copied>(await mail.CopyAsync(inbox, Storage.UidSet.Of(new(1), new(Math.Min(have, count - have))), inbox, Ending));
        }

        await using var client = await Pop3Client.LogInAsync(Pop3.Shared, account);
        Assert.Equal($"+OK {count} {count * 14}", await client.AskAsync("STAT"));
        var sizes = await client.AskAllAsync("LIST");
        Assert.Equal((count, "1 14", $"{count} 14"), (sizes.Count, sizes[0], sizes[^1]));
        var ids = await client.AskAllAsync("UIDL");
        Assert.Equal(count, ids.Select(static line => line.Split(' ')[1]).Distinct().Count());
        Assert.Equal("+OK Marked to be deleted", await client.AskAsync("DELE 50000"));
        Assert.Equal("+OK Goodbye", await client.AskAsync("QUIT"));
    }

    [Fact]
    public async Task RFC_1939_section_6_QUIT_closes_the_connection_also_when_nothing_could_be_removed()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Services = FailingRemoval.Use }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await server.AddMessageAsync(account, "Subject: x\r\n\r\n"u8.ToArray(), cancellationToken: Ending);
        await using var client = await Pop3Client.LogInAsync(server, account);
        Assert.StartsWith("+OK", await client.AskAsync("DELE 1"), StringComparison.Ordinal);
        Assert.StartsWith("-ERR [SYS/PERM]", await client.AskAsync("QUIT"), StringComparison.Ordinal);
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await using var client = await Pop3Client.LogInAsync(server, account);
        var stopping = server.Services.GetRequiredService<CulverServer>().StopAsync(Ending);
        Assert.Equal("-ERR [SYS/TEMP] The server is shutting down", await client.LineAsync());
        Assert.Null(await client.LineAsync());
        await stopping;
    }

    // Every line begins with a dot, and lines have every length up to 100, so that borders fall everywhere.
    private static byte[] Large(int size)
    {
        var text = new StringBuilder("Subject: large\r\n\r\n");
        for (var line = 0; text.Length < size; line++)
            text.Append('.', 1 + (line % 3)).Append('x', line % 100).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
