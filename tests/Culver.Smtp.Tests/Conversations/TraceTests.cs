using System.Net;
using Culver.Connections;
using Culver.Identity.Authentication;
using Culver.Smtp.Session;
using Culver.Smtp.Tests.Support;
using Culver.Storage.Directory;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>The Received field (RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3).</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData(SmtpProtocol.Smtp, false, false, false, "SMTP")]
    [InlineData(SmtpProtocol.Smtp, true, false, false, "ESMTP")]
    [InlineData(SmtpProtocol.Smtp, true, false, true, "ESMTPS")]
    [InlineData(SmtpProtocol.Smtp, true, true, false, "UTF8SMTP")]
    [InlineData(SmtpProtocol.Smtp, true, true, true, "UTF8SMTPS")]
    [InlineData(SmtpProtocol.Lmtp, true, false, false, "LMTP")]
    [InlineData(SmtpProtocol.Lmtp, true, false, true, "LMTPS")]
    [InlineData(SmtpProtocol.Lmtp, true, true, false, "UTF8LMTP")]
    [InlineData(SmtpProtocol.Lmtp, true, true, true, "UTF8LMTPS")]
    public void The_protocol_has_its_registered_name(SmtpProtocol protocol, bool extended, bool utf8, bool tls, string name)
    {
        var details = tls ? new TlsDetails("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, ByProxy: false) : null;
        var sender = new MessageSender(
            default, null, -1, BodyType.SevenBit, utf8, new MessageOrigin("c", "l", new IPEndPoint(IPAddress.Loopback, 1), "a", details, protocol));
        Assert.Equal(name, TraceField.Protocol(sender, extended));
    }

    [Theory]
    [InlineData(true, false, false, "ESMTPA")]
    [InlineData(true, false, true, "ESMTPSA")]
    [InlineData(true, true, false, "UTF8SMTPA")]
    [InlineData(true, true, true, "UTF8SMTPSA")]
    public void The_protocol_has_another_name_for_who_logged_in(bool extended, bool utf8, bool tls, string name)
    {
        var details = tls ? new TlsDetails("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, ByProxy: false) : null;
        var login = new AccountIdentity(new(default, "ann@example.org", DateTimeOffset.UnixEpoch, 0, AccountSettings.Default));
        var sender = new MessageSender(
            default, null, -1, BodyType.SevenBit, utf8, new MessageOrigin("c", "l", new IPEndPoint(IPAddress.Loopback, 1), "a", details, SmtpProtocol.Submission) { Login = login });
        Assert.Equal(name, TraceField.Protocol(sender, extended));
    }

    [Theory]
    [InlineData("client.example", "192.0.2.1", "from client.example ([192.0.2.1])")]
    [InlineData("[192.0.2.9]", "192.0.2.1", "from [192.0.2.9] ([192.0.2.1])")]
    [InlineData("my_laptop", "192.0.2.1", "from [192.0.2.1] ([192.0.2.1]) (as my_laptop)")]
    [InlineData("[nonsense]", "2001:db8::1", "from [IPv6:2001:db8::1] ([IPv6:2001:db8::1]) (as [nonsense])")]
    public async Task The_client_is_named_by_what_it_said_and_by_its_address(string hello, string address, string from)
    {
        var server = new SmtpTestServer { ClientAddress = IPAddress.Parse(address) };
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO " + hello);
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync("RCPT TO:<alice@example.org>");
        await client.AskAsync("RCPT TO:<bob@example.org>");
        await client.AskAsync("DATA");
        await client.AskAsync(".");
        var message = server.Sink.Messages.Single();
        Assert.StartsWith("Received: " + from + "\r\n\tby mx.example.org with ESMTP\r\n\tid " + message.Sender.Id + ";\r\n\t", message.Trace, StringComparison.Ordinal);
        Assert.Matches(@"\t(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\r\n$", message.Trace);
    }

    [Theory]
    [InlineData("Postmaster", false)]
    [InlineData("Postmaster@example.org", true)]
    public async Task RFC_5321_section_4_4_the_FOR_clause_names_a_path_which_Postmaster_alone_is_not(string recipient, bool isNamed)
    {
        var server = new SmtpTestServer();
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        await client.AskAsync("MAIL FROM:<>");
        await client.AskAsync($"RCPT TO:<{recipient}>");
        await client.AskAsync("DATA");
        await client.AskAsync(".");
        Assert.Equal(isNamed, server.Sink.Messages.Single().Trace.Contains($"\r\n\tfor <{recipient}>;", StringComparison.Ordinal));
    }

    [Fact]
    public void Dates_are_those_of_RFC_5322_with_an_offset()
    {
        Assert.Equal("Sat, 1 Feb 2025 03:04:05 -0330", TraceField.Date(new DateTimeOffset(2025, 2, 1, 3, 4, 5, new TimeSpan(-3, -30, 0))));
        Assert.Equal("Sat, 15 Feb 2025 13:04:05 +0000", TraceField.Date(new DateTimeOffset(2025, 2, 15, 13, 4, 5, TimeSpan.Zero)));
    }

    [Fact]
    public void Ids_are_atoms_that_grow_with_time()
    {
        var time = new SteppingTime();
        var first = TransactionId.New(time);
        time.Now += TimeSpan.FromMilliseconds(1);
        var second = TransactionId.New(time);
        Assert.Matches("^[0-9a-hjkmnp-tv-z]{26}$", first.ToString());
        Assert.True(string.CompareOrdinal(first.ToString(), second.ToString()) < 0);
    }

    private sealed class SteppingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
