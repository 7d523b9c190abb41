using System.Net;
using System.Text;
using Culver.Testing;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>Response codes (RFC 9051 §7.1, RFC 5530 §3) that no other conversation shows, and what a reply may never show.</summary>
public sealed class ResponseCodeTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public Task PERMANENTFLAGS_ends_without_a_star_where_there_is_no_room_for_keywords() => Imap.RunInTheClearAsync("""
        given  INBOX with 1 message, selected
        C1: a STORE 1 +FLAGS.SILENT (@many)
        S1: ...
        S1: a OK ...
        C1: b SELECT INBOX
        S1: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft k1 ... k128)] ...
        S1: ...
        S1: b OK ...
        """.Replace("@many", string.Join(' ', Enumerable.Range(1, 128).Select(static n => $"k{n}")), StringComparison.Ordinal));

    [Fact]
    public Task USEATTR_where_another_mailbox_has_the_use() => Imap.RunAsync("""
        C1: a CREATE Other (USE (\Sent))
        S1: a NO [USEATTR] ...
        C1: b LIST "" Other
        S1: b OK ...
        """);

    [Fact]
    public Task HASCHILDREN_where_a_name_only_holds_others() => Imap.RunAsync("""
        given  mailbox a/b
        C1: a DELETE a
        S1: a OK ...
        C1: b DELETE a
        S1: b NO [HASCHILDREN] ...
        C1: c DELETE a/b
        S1: c OK ...
        """);

    [Fact]
    public Task TRYCREATE_for_a_name_that_only_holds_others_and_CREATE_makes_it_a_mailbox() => Imap.RunAsync("""
        given  mailbox a/b
        given  INBOX with 1 message, selected
        C1: x DELETE a
        S1: x OK ...
        C1: a COPY 1 a
        S1: a NO [TRYCREATE] ...
        C1: b APPEND a +{{{
        x: y

        }}}
        S1: b NO [TRYCREATE] ...
        C1: c CREATE a
        S1: c OK [MAILBOXID ...
        C1: d COPY 1 a
        S1: d OK [COPYUID ...
        """);

    [Fact]
    public async Task LIMIT_for_who_fails_to_log_in_too_often_from_elsewhere()
    {
        await using var server = await TestMailServer.StartAsync(
            new()
            {
                Ports = false,
                Configure = static options =>
                {
                    options.Imap.AllowClearTextLogin = true;
                    options.Imap.MaxBadCommandsBeforeLogin = 100;
                },
            },
            Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        var (stream, reader) = await ConnectAsync();
        string? answer;
        var failures = 0;
        do
        {
            // A connection is closed after ten.
            if (failures > 0 && failures % 10 == 0)
                (stream, reader) = await ConnectAsync();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN {account.Address} wrong\r\n"), Ending);
            answer = await reader.ReadLineAsync(Ending);
            failures++;
        }
        while (answer?.StartsWith("a NO [AUTHENTICATIONFAILED] ", StringComparison.Ordinal) == true && failures < 1000);

        Assert.StartsWith("a NO [LIMIT] ", answer, StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"b LOGIN {account.Address} {account.Password}\r\n"), Ending);
        Assert.StartsWith("b NO [LIMIT] ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);

        async Task<(Stream Stream, StreamReader Reader)> ConnectAsync()
        {
            var connected = server.Connect(MailProtocol.Imap, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
            var lines = new StreamReader(connected, Encoding.ASCII);
            await lines.ReadLineAsync(Ending);
            return (connected, lines);
        }
    }

    [Fact]
    public async Task UNAVAILABLE_with_BYE_when_the_server_shuts_down()
    {
        var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        await using var stream = server.Connect(MailProtocol.Imap);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync(Ending);
        await server.DisposeAsync();
        Assert.StartsWith("* BYE [UNAVAILABLE] ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.Null(await reader.ReadLineAsync(Ending));
    }

    [Fact]
    public async Task UNAVAILABLE_with_BYE_when_the_account_is_removed()
    {
        await using var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await using var stream = server.Connect(MailProtocol.Imap);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN {account.Address} {account.Password}\r\nb CREATE Foo\r\n"), Ending);
        await reader.ReadLineAsync(Ending);
        Assert.StartsWith("a OK ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.StartsWith("b OK ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        await server.Store.DeleteAccountAsync(account.Id, Ending);
        await stream.WriteAsync("c CREATE Bar\r\n"u8.ToArray(), Ending);
        Assert.StartsWith("* BYE [UNAVAILABLE] ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.StartsWith("c NO [UNAVAILABLE] ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.Null(await reader.ReadLineAsync(Ending));
    }

    [Fact]
    public async Task UNAVAILABLE_with_BYE_reaches_who_idles()
    {
        var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await using var stream = server.Connect(MailProtocol.Imap);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN {account.Address} {account.Password}\r\nb IDLE\r\n"), Ending);
        while (await reader.ReadLineAsync(Ending) is { } line && !line.StartsWith('+'))
        {
        }

        await server.DisposeAsync();
        Assert.StartsWith("* BYE [UNAVAILABLE] ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
    }
}
