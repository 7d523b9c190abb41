using System.Net;
using System.Text;
using Culver.Testing;

namespace Culver.Smtp.Tests.Submission;

/// <summary>AUTH (RFC 4954).</summary>
public sealed class AuthTests
{
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("192.0.2.7"), 40000);

    [Fact]
    public Task A_password_in_the_initial_response_logs_in() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH PLAIN $plain
        S1: 235 2.7.0 Authentication succeeded
        C1: MAIL FROM:<$user>
        S1: 250 2.1.0 Sender OK
        """);

    [Fact]
    public Task Without_an_initial_response_the_challenge_is_empty() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: auth plain
        S1: 334 
        C1: $plain
        S1: 235 2.7.0 Authentication succeeded
        """);

    [Fact]
    public Task A_second_login_is_out_of_order() => Submit.RunAsync("""
        given logged in
        C1: AUTH PLAIN $plain
        S1: 503 5.5.1 You are logged in already
        """);

    [Fact]
    public Task No_login_within_a_transaction_or_before_EHLO() => Submit.RunAsync("""
        C1: AUTH PLAIN $plain
        S1: 503 5.5.1 EHLO or HELO comes first
        C1: HELO client.example
        S1: 250 ...
        C1: AUTH PLAIN $plain
        S1: 503 5.5.1 EHLO comes before AUTH
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH PLAIN $plain
        S1: 235 ...
        C1: MAIL FROM:<$user>
        S1: 250 ...
        C1: AUTH PLAIN $plain
        S1: 503 5.5.1 A transaction is open already: RSET ends it
        """);

    [Fact]
    public Task A_lone_asterisk_cancels_and_the_session_goes_on() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH LOGIN
        S1: 334 VXNlcm5hbWU6
        C1: *
        S1: 501 5.7.0 Authentication cancelled
        C1: AUTH PLAIN
        S1: 334 
        C1: *
        S1: 501 5.7.0 Authentication cancelled
        C1: AUTH PLAIN $plain
        S1: 235 ...
        """);

    [Fact]
    public Task What_is_not_base64_is_refused() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH PLAIN not-base64!
        S1: 501 5.5.2 The response is not base64
        C1: AUTH PLAIN =AAA
        S1: 501 5.5.2 The response is not base64
        C1: AUTH PLAIN
        S1: 334 
        C1: AAA=BBB=
        S1: 501 5.5.2 The response is not base64
        C1: AUTH PLAIN =
        S1: 501 5.5.2 ...
        C1: AUTH PLAIN AAAA BBBB
        S1: 501 5.5.4 ...
        C1: AUTH
        S1: 501 5.5.4 ...
        C1: AUTH PLAIN/X
        S1: 501 5.5.4 ...
        """);

    [Fact]
    public Task Unknown_users_and_wrong_passwords_look_alike() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH PLAIN AG5vYm9keUBleGFtcGxlLm9yZwB3cm9uZw==
        S1: 535 5.7.8 The name or the password is wrong
        C1: AUTH PLAIN AHVzZXIxQGV4YW1wbGUub3JnAHdyb25n
        S1: 535 5.7.8 The name or the password is wrong
        C1: AUTH X-NONE
        S1: 504 5.5.4 That mechanism is not offered here
        C1: MAIL FROM:<$user>
        S1: 530 5.7.0 Authentication required
        """);

    [Fact]
    public Task Nothing_but_a_login_opens_submission() => Submit.RunAsync("""
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: MAIL FROM:<$user>
        S1: 530 5.7.0 Authentication required
        C1: MAIL FROM:<>
        S1: 530 5.7.0 Authentication required
        C1: MAIL FROM:<$user> AUTH=$user
        S1: 530 5.7.0 Authentication required
        C1: RCPT TO:<$user2>
        S1: 530 5.7.0 Authentication required
        C1: DATA
        S1: 530 5.7.0 Authentication required
        C1: BDAT 0 LAST
        S1: 503 5.5.1 ...
        C1: VRFY $user
        S1: 530 5.7.0 Authentication required
        C1: EXPN all
        S1: 530 5.7.0 Authentication required
        C1: ETRN example.com
        S1: 502 5.5.1 ...
        C1: NOOP
        S1: 250 ...
        """);

    [Fact]
    public async Task A_response_of_12288_octets_is_read_and_a_longer_one_refused()
    {
        var longest = new string('A', 12288);
        await Submit.RunAsync($$"""
            C1: EHLO client.example
            S1: ...
            S1: 250 ...
            C1: AUTH PLAIN
            S1: 334 
            C1: {{longest}}
            S1: 501 5.5.2 The mechanism's message could not be read
            C1: AUTH PLAIN
            S1: 334 
            C1: {{longest}}AAAA
            S1: 500 5.5.6 The response is too long, or does not end in CRLF
            C1: AUTH PLAIN $plain
            S1: 235 ...
            """);
    }

    [Fact]
    public async Task In_the_clear_from_elsewhere_nobody_logs_in_and_the_reply_says_why()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        await using var client = new RawClient(mail.Connect(MailProtocol.Submission, Elsewhere));
        Assert.DoesNotContain("AUTH", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("538 5.7.11", await client.AskAsync("AUTH PLAIN AGEAYg=="), StringComparison.Ordinal);
        Assert.StartsWith("538 5.7.11", await client.AskAsync("AUTH LOGIN"), StringComparison.Ordinal);
        Assert.StartsWith("523 5.7.10", await client.AskAsync("AUTH SCRAM-SHA-256"), StringComparison.Ordinal);
        Assert.StartsWith("530 5.7.0", await client.AskAsync("MAIL FROM:<a@example.org>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_lets_people_log_in_in_the_clear()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = options => options.Smtp.AllowClearTextLogin = true });
        var account = await mail.AddAccountAsync("ann");
        await using var client = new RawClient(mail.Connect(MailProtocol.Submission, Elsewhere));
        Assert.Contains("AUTH SCRAM", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_smtp_listener_offers_it_only_where_the_settings_want_it()
    {
        await using var without = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        await using var silent = new RawClient(without.Connect(MailProtocol.Smtp));
        Assert.DoesNotContain("AUTH", await silent.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("502 5.5.1", await silent.AskAsync("AUTH PLAIN AGEAYg=="), StringComparison.Ordinal);
        Assert.StartsWith("555 5.5.4", await silent.AskAsync("MAIL FROM:<a@example.com> AUTH=<>"), StringComparison.Ordinal);

        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = options => options.Smtp.OfferLogin = true });
        var account = await mail.AddAccountAsync("ann");
        await using var client = new RawClient(mail.Connect(MailProtocol.Smtp));
        Assert.Contains("AUTH ", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
        // Who logged in submits, and is held to what submission asks.
        Assert.StartsWith("550 5.7.1", await client.AskAsync("MAIL FROM:<stranger@example.com>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_failures_from_one_address_are_turned_away_for_a_while()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = options => options.Smtp.AllowClearTextLogin = true });
        var account = await mail.AddAccountAsync("ann");
        var wrong = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0wrong"));
        for (var i = 0; i < 20; i++)
        {
            await using var guesser = new RawClient(mail.Connect(MailProtocol.Submission, Elsewhere));
            await guesser.GreetAsync();
            Assert.StartsWith("535", await guesser.AskAsync("AUTH PLAIN " + wrong), StringComparison.Ordinal);
        }

        await using (var client = new RawClient(mail.Connect(MailProtocol.Submission, Elsewhere)))
        {
            await client.GreetAsync();
            Assert.StartsWith("454 4.7.0 Too many failed logins", await client.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
        }

        await mail.PassTimeAsync(TimeSpan.FromMinutes(11));
        await using var later = new RawClient(mail.Connect(MailProtocol.Submission, Elsewhere));
        await later.GreetAsync();
        Assert.StartsWith("235", await later.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_so_many_connections_and_no_more()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = options => options.Connections.MaxConnectionsPerAccount = 1 });
        var account = await mail.AddAccountAsync("ann");
        await using var first = new RawClient(mail.Connect(MailProtocol.Submission));
        await first.GreetAsync();
        Assert.StartsWith("235", await first.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
        await using var second = new RawClient(mail.Connect(MailProtocol.Submission));
        await second.GreetAsync();
        Assert.StartsWith("454 4.7.0 Too many connections", await second.AskAsync("AUTH PLAIN " + Plain(account)), StringComparison.Ordinal);
        Assert.StartsWith("530", await second.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
    }

    [Fact]
    public Task After_too_many_wrong_passwords_the_connection_ends() => Submit.RunAsync("""
        given setting Smtp:MaxErrors is 2
        C1: EHLO client.example
        S1: ...
        S1: 250 ...
        C1: AUTH PLAIN AHVzZXIxAHdyb25n
        S1: 535 ...
        C1: AUTH PLAIN AHVzZXIxAHdyb25n
        S1: 535 ...
        C1: AUTH PLAIN AHVzZXIxAHdyb25n
        S1: 535 ...
        S1: 421 4.7.0 ...
        """);

    internal static string Plain(TestAccount account) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"));
}
