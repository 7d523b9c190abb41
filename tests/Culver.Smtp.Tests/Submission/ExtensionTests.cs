using System.Net;
using Culver.Connections.Tests;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Submission;

/// <summary>The parameters that submission adds to MAIL and RCPT: announced where they are honoured, read to the letter, refused with the right code.</summary>
public sealed class ExtensionTests(Users users) : IClassFixture<Users>
{
    private static readonly SinkFeatures Everything = new()
    {
        Notifications = true, RequireTls = true, LongestHold = TimeSpan.FromDays(30), DeliverBy = true, HighestPriority = 4,
    };

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Nothing_is_announced_or_taken_that_the_sink_does_not_honour()
    {
        var server = Server(SinkFeatures.None);
        var hello = await HelloAsync(server);
        foreach (var keyword in (string[])["DSN", "REQUIRETLS", "FUTURERELEASE", "DELIVERBY", "MT-PRIORITY"])
            Assert.DoesNotContain("\n250-" + keyword, "\n" + hello, StringComparison.Ordinal);
        foreach (var parameter in (string[])["RET=FULL", "ENVID=x", "REQUIRETLS", "HOLDFOR=1", "HOLDUNTIL=2026-01-02T00:00:00Z", "BY=100;R", "MT-PRIORITY=1"])
            await Play(server, $"C: MAIL FROM:<alice@example.org> {parameter}\nS: 555 5.5.4 MAIL has no parameter {parameter.Split('=')[0]} here");
        await Play(server, "C: MAIL FROM:<alice@example.org>\nS: 250 ...\nC: RCPT TO:<bob@example.org> NOTIFY=NEVER\nS: 555 5.5.4 RCPT has no parameter NOTIFY here\nC: RCPT TO:<bob@example.org> ORCPT=rfc822;x\nS: 555 ...");
    }

    [Fact]
    public async Task What_the_sink_honours_is_announced_with_its_limits()
    {
        var hello = "\n" + await HelloAsync(Server(Everything));
        Assert.Contains("\n250-DSN\n", hello, StringComparison.Ordinal);
        Assert.Contains("\n250-LIMITS RCPTMAX=1000\n", hello, StringComparison.Ordinal);
        // The clock of the test stands at the first of January 2026.
        Assert.Contains("\n250-FUTURERELEASE 2592000 2026-01-31T00:00:00Z\n", hello, StringComparison.Ordinal);
        Assert.Contains("\n250-DELIVERBY\n", hello, StringComparison.Ordinal);
        Assert.Contains("\n250-MT-PRIORITY\n", hello, StringComparison.Ordinal);
        // RFC 8689 §2: not in the clear.
        Assert.DoesNotContain("REQUIRETLS", hello, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_smtp_listener_only_notifications_are_announced()
    {
        var server = new SmtpTestServer(time: _clock);
        server.Sink.Features = Everything;
        var hello = await HelloAsync(server);
        Assert.Contains("250-DSN", hello, StringComparison.Ordinal);
        foreach (var keyword in (string[])["FUTURERELEASE", "DELIVERBY", "MT-PRIORITY", "AUTH"])
            Assert.DoesNotContain(keyword, hello, StringComparison.Ordinal);
        await Script.PlayAsync(server, """
            S: 220 ...
            C: EHLO client.example
            S: 250...
            C: MAIL FROM:<a@example.com> HOLDFOR=10
            S: 555 ...
            C: MAIL FROM:<a@example.com> RET=hdrs ENVID=QQ314159
            S: 250 ...
            C: RCPT TO:<alice@example.org> NOTIFY=success,DELAY ORCPT=rfc822;Bob@Example.Com
            S: 250 ...
            """);
        Assert.Equal(ReturnedContent.Headers, server.Sink.Senders[^1].Return);
        Assert.Equal(new MessageRecipient(new("alice", "example.org")) { Notify = NotifyConditions.Success | NotifyConditions.Delay, OriginalRecipient = "rfc822;Bob@Example.Com" }, server.Sink.Asked.Last());
    }

    [Theory]
    [InlineData("RET=FULL", 250)]
    [InlineData("ret=Hdrs", 250)]
    [InlineData("RET", 501)]
    [InlineData("RET=BODY", 501)]
    [InlineData("RET=FULL RET=HDRS", 501)]
    [InlineData("ENVID=QQ314159", 250)]
    [InlineData("ENVID=a+20b+3Dc", 250)]
    [InlineData("ENVID", 501)]
    [InlineData("ENVID=a+2", 501)]
    [InlineData("ENVID=a+2f", 501)]
    [InlineData("ENVID=a+0Ab", 501)]
    [InlineData("ENVID=a+C3+BC", 501)]
    [InlineData("ENVID=a ENVID=a", 501)]
    [InlineData("HOLDFOR=1", 250)]
    [InlineData("HOLDFOR=2592000", 250)]
    [InlineData("HOLDFOR=2592001", 501)]
    [InlineData("HOLDFOR=0", 501)]
    [InlineData("HOLDFOR=01", 501)]
    [InlineData("HOLDFOR=-1", 501)]
    [InlineData("HOLDFOR=1234567890", 501)]
    [InlineData("HOLDFOR", 501)]
    [InlineData("HOLDUNTIL=2026-01-31T00:00:00Z", 250)]
    [InlineData("HOLDUNTIL=2026-01-02t03:04:05.678z", 250)]
    [InlineData("HOLDUNTIL=2026-01-31T00:00:01Z", 501)]
    [InlineData("HOLDUNTIL=2026-01-01T00:00:00Z", 501)]
    [InlineData("HOLDUNTIL=2025-12-31T00:00:00Z", 501)]
    [InlineData("HOLDUNTIL=2026-01-02T00:00:00+01:00", 501)]
    [InlineData("HOLDUNTIL=tomorrow", 501)]
    [InlineData("HOLDFOR=1 HOLDUNTIL=2026-01-02T00:00:00Z", 501)]
    [InlineData("HOLDUNTIL=2026-01-02T00:00:00Z HOLDFOR=1", 501)]
    [InlineData("BY=120;R", 250)]
    [InlineData("BY=+120;nt", 250)]
    [InlineData("BY=-999999999;N", 250)]
    [InlineData("BY=0;N", 250)]
    [InlineData("BY=0;R", 501)]
    [InlineData("BY=-5;R", 501)]
    [InlineData("BY=120", 501)]
    [InlineData("BY=120;", 501)]
    [InlineData("BY=120;X", 501)]
    [InlineData("BY=120;RTT", 501)]
    [InlineData("BY=;R", 501)]
    [InlineData("BY=+;R", 501)]
    [InlineData("BY=1234567890;R", 501)]
    [InlineData("BY", 501)]
    [InlineData("BY=120;R HOLDFOR=60", 250)]
    [InlineData("BY=60;R HOLDFOR=120", 501)]
    [InlineData("HOLDFOR=120 BY=60;R", 501)]
    [InlineData("MT-PRIORITY=-9", 250)]
    [InlineData("MT-PRIORITY=0", 250)]
    [InlineData("MT-PRIORITY=4", 250)]
    [InlineData("MT-PRIORITY=10", 501)]
    [InlineData("MT-PRIORITY=-0", 501)]
    [InlineData("MT-PRIORITY=+1", 501)]
    [InlineData("MT-PRIORITY=x", 501)]
    [InlineData("MT-PRIORITY", 501)]
    [InlineData("MT-PRIORITY=1 MT-PRIORITY=2", 501)]
    [InlineData("AUTH=<>", 250)]
    [InlineData("AUTH=e+3Dmc2@example.com", 250)]
    [InlineData("AUTH=nobody", 501)]
    [InlineData("AUTH=a@b+20c", 501)]
    [InlineData("AUTH", 501)]
    [InlineData("AUTH=+zz", 501)]
    [InlineData("REQUIRETLS", 555)]
    [InlineData("SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x HOLDFOR=60 BY=120;R MT-PRIORITY=1 AUTH=<>", 250)]
    public Task MAIL_is_answered(string parameters, int code) =>
        Play(Server(Everything), $"C: MAIL FROM:<alice@example.org> {parameters}\nS: {code} ...");

    [Theory]
    [InlineData("NOTIFY=NEVER", 250)]
    [InlineData("notify=success", 250)]
    [InlineData("NOTIFY=SUCCESS,FAILURE,DELAY", 250)]
    [InlineData("NOTIFY=FAILURE,FAILURE", 250)]
    [InlineData("NOTIFY=NEVER,SUCCESS", 501)]
    [InlineData("NOTIFY=SUCCESS,", 501)]
    [InlineData("NOTIFY=,", 501)]
    [InlineData("NOTIFY=ALWAYS", 501)]
    [InlineData("NOTIFY", 501)]
    [InlineData("NOTIFY=NEVER NOTIFY=NEVER", 501)]
    [InlineData("ORCPT=rfc822;bob+2Bx@example.org", 250)]
    [InlineData("ORCPT=x400;/C=US/", 501)]
    [InlineData("ORCPT=x400;/C+3DUS/", 250)]
    [InlineData("ORCPT=rfc822", 501)]
    [InlineData("ORCPT=;bob@example.org", 501)]
    [InlineData("ORCPT=rfc822;", 250)]
    [InlineData("ORCPT=utf-8;j\\x{F6}rg@example.org", 250)]
    [InlineData("ORCPT=rfc822;a+0D+0Ab", 501)]
    [InlineData("ORCPT=utf-8;j+C3+B6rg@example.org", 250)]
    [InlineData("ORCPT=rfc822;j+C3+B6rg@example.org", 501)]
    [InlineData("ORCPT=utf-8;jörg@example.org", 501)]
    [InlineData("ORCPT=a@b;x", 501)]
    [InlineData("ORCPT=rfc822;x ORCPT=rfc822;y", 501)]
    [InlineData("NOTIFY=DELAY ORCPT=rfc822;x@y", 250)]
    [InlineData("SIZE=1", 555)]
    public Task RCPT_is_answered(string parameters, int code) =>
        Play(Server(Everything), $"C: MAIL FROM:<alice@example.org>\nS: 250 ...\nC: RCPT TO:<bob@example.org> {parameters}\nS: {code} ...");

    [Fact]
    public async Task Values_reach_the_sink_decoded()
    {
        var server = Server(Everything);
        await Play(server, """
            C: MAIL FROM:<alice@example.org> SMTPUTF8 RET=full ENVID=a+20b HOLDFOR=60 BY=120;rT MT-PRIORITY=-3
            S: 250 2.1.0 Sender OK
            C: RCPT TO:<bob@example.org> ORCPT=utf-8;j\x{F6}rg@example.org
            S: 250 ...
            C: RCPT TO:<bob@example.org> ORCPT=utf-8;jörg@example.org
            S: 250 ...
            """);
        Assert.Contains(server.Sink.Asked, static recipient => recipient.OriginalRecipient == "utf-8;j\\x{F6}rg@example.org");
        var sender = server.Sink.Senders[^1];
        var now = _clock.GetUtcNow();
        Assert.Equal(ReturnedContent.Full, sender.Return);
        Assert.Equal("a b", sender.EnvelopeId);
        Assert.Equal(now.AddSeconds(60), sender.HoldUntil);
        Assert.Equal(new DeliverByRequest(now.AddSeconds(120), Returns: true, Trace: true), sender.DeliverBy);
        Assert.Equal(-3, sender.Priority);
        Assert.Equal("ann@example.org", sender.Origin.Login?.Name);
        Assert.Equal("utf-8;jörg@example.org", server.Sink.Asked.Last().OriginalRecipient);
    }

    [Fact]
    public async Task A_priority_beyond_what_is_allowed_is_lowered_and_the_reply_says_so()
    {
        var server = Server(Everything);
        await Play(server, "C: MAIL FROM:<alice@example.org> MT-PRIORITY=9\nS: 250 2.3.6 4 is the highest priority allowed; sender OK");
        Assert.Equal(4, server.Sink.Senders[^1].Priority);
    }

    [Fact]
    public async Task The_trace_tells_the_priority()
    {
        var server = Server(Everything);
        await Play(server, """
            C: MAIL FROM:<alice@example.org> MT-PRIORITY=2
            S: 250 ...
            C: RCPT TO:<bob@example.org>
            S: 250 ...
            C: DATA
            S: 354 ...
            C: hello
            C: .
            S: 250 ...
            """);
        var trace = server.Sink.Messages.First().Trace;
        Assert.Contains(" with ESMTPA\r\n", trace, StringComparison.Ordinal);
        Assert.Contains("\r\n\tfor <bob@example.org>\r\n\tPRIORITY 2;\r\n", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_smuggled_behind_AUTH_are_run_after_it_and_no_earlier()
    {
        var server = Server(Everything);
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        // A wrong password, with a whole transaction behind it: none of it is done.
        await client.SendAsync("AUTH PLAIN AGFubkBleGFtcGxlLm9yZwB3cm9uZw==\r\nMAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        Assert.StartsWith("535 5.7.8", await client.ReadReplyAsync(), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("530 5.7.0", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Sink.Senders);
    }

    private SmtpTestServer Server(SinkFeatures features)
    {
        var server = new SmtpTestServer(SmtpProtocol.Submission, time: _clock, logins: users.Logins) { ClientAddress = IPAddress.Loopback };
        server.Sink.Features = features;
        return server;
    }

    private static Task Play(SmtpTestServer server, string script) => Script.PlayAsync(server, Users.LoggedIn + script);

    private static async Task<string> HelloAsync(SmtpTestServer server)
    {
        await using var client = server.Connect();
        await client.ReadReplyAsync();
        return await client.AskAsync("EHLO client.example");
    }
}
