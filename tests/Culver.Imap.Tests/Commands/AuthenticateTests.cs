using System.Net;
using System.Net.Security;
using System.Text;
using Culver.Sasl;
using Culver.Sasl.Channels;
using Culver.Sasl.Plain;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Testing;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>AUTHENTICATE (RFC 9051 §6.2.2, RFC 4422, RFC 4959, RFC 4616, RFC 7677) and who may use a password where.</summary>
public sealed class AuthenticateTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public Task PLAIN_with_an_initial_response() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE PLAIN @plain@
        S1: a OK [CAPABILITY IMAP4rev2 ...] ...
        C1: b NOOP
        S1: b OK ...
        """);

    [Fact]
    public Task PLAIN_without_an_initial_response_asks_with_an_empty_challenge() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE plain
        S1: +\x{20}
        C1: @plain@
        S1: a OK [CAPABILITY IMAP4rev2 ...] ...
        """);

    [Fact]
    public Task LOGIN_asks_for_name_and_password() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE LOGIN
        S1: + VXNlcm5hbWU6
        C1: @user@
        S1: + UGFzc3dvcmQ6
        C1: @password@
        S1: a OK [CAPABILITY IMAP4rev2 ...] ...
        """);

    [Fact]
    public Task A_wrong_password_is_refused_and_one_may_try_again() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE PLAIN AHVzZXIAd3Jvbmc=
        S1: a NO [AUTHENTICATIONFAILED] ...
        C1: b AUTHENTICATE PLAIN @plain@
        S1: b OK ...
        """);

    [Fact] // RFC 9266 §4.1: tls-exporter is good for one exchange on a connection
    public async Task A_login_that_failed_bound_to_tls_exporter_ends_the_connection()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere there is no such binding");
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        await using var tls = new SslStream(mail.Connect(MailProtocol.Imaps), leaveInnerStreamOpen: false, (_, shown, _, _) => mail.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        using var reader = new StreamReader(tls, Encoding.ASCII);
        Assert.Contains(" AUTH=SCRAM-SHA-256-PLUS ", await LineAsync(), StringComparison.Ordinal);
        Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
        var scram = new ScramClient(ScramHash.Sha256, account.Address, password, new ChannelBinding(ChannelBinding.TlsExporter, new byte[32]), isBindingUnannounced: false, new Pbkdf2KeyDerivation());
        await SendAsync(tls, $"a AUTHENTICATE {scram.Name} {Convert.ToBase64String(scram.Start().Span)}");
        var challenge = await LineAsync();
        Assert.StartsWith("+ ", challenge, StringComparison.Ordinal);
        await SendAsync(tls, Convert.ToBase64String(Assert.IsType<SaslClientStep.Response>(scram.Step(Convert.FromBase64String(challenge[2..]))).Octets.Span));
        Assert.StartsWith("a NO [AUTHENTICATIONFAILED]", await LineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await LineAsync());

        async Task<string> LineAsync() => await reader.ReadLineAsync(Ending).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ending) ?? "";
    }

    [Fact]
    public Task A_star_cancels_the_exchange() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE PLAIN
        S1: +\x{20}
        C1: *
        S1: a BAD ...
        C1: b AUTHENTICATE PLAIN @plain@
        S1: b OK ...
        """);

    [Fact]
    public Task What_is_not_base64_is_BAD() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE PLAIN
        S1: +\x{20}
        C1: not base64!
        S1: a BAD ...xpected...
        C1: b AUTHENTICATE PLAIN ?!
        S1: b BAD ...xpected...
        C1: c AUTHENTICATE
        S1: c BAD ...xpected...
        C1: d AUTHENTICATE PLAIN =
        S1: d $answer ...
        """);

    [Fact]
    public Task A_mechanism_nobody_knows_is_refused() => Imap.RunAsync("""
        given  not logged in
        C1: a AUTHENTICATE KERBEROS_V4
        S1: a NO ...
        """);

    [Fact]
    public Task Acting_as_another_user_is_refused() => WithAccountAsync("""
        given  not logged in
        C1: a AUTHENTICATE PLAIN @asother@
        S1: a NO [AUTHORIZATIONFAILED] ...
        """);

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("PLAIN")]
    public async Task Our_own_client_logs_in_with(string mechanism)
    {
        await using var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await using var stream = server.Connect(MailProtocol.Imap);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync(Ending);
        await SendAsync(stream, $"a AUTHENTICATE {mechanism}");
        var client = NewClient(mechanism, account);
        while (await reader.ReadLineAsync(Ending) is { } line)
        {
            if (!line.StartsWith("+ ", StringComparison.Ordinal))
            {
                Assert.StartsWith("a OK [CAPABILITY ", line, StringComparison.Ordinal);
                break;
            }

            await SendAsync(stream, Answer(client, line[2..]));
        }
    }

    [Fact]
    public async Task Passwords_are_not_taken_over_a_clear_connection_from_elsewhere()
    {
        await using var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        await using var stream = server.Connect(MailProtocol.Imap, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var greeting = await reader.ReadLineAsync(Ending);
        Assert.Contains(" LOGINDISABLED", greeting, StringComparison.Ordinal);
        Assert.Contains(" STARTTLS", greeting, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH=PLAIN", greeting, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH=LOGIN", greeting, StringComparison.Ordinal);
        await SendAsync(stream, $"a LOGIN {account.Address} {account.Password}");
        Assert.StartsWith("a NO [PRIVACYREQUIRED]", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        await SendAsync(stream, "b AUTHENTICATE PLAIN");
        Assert.StartsWith("b NO [PRIVACYREQUIRED]", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
    }

    private static async Task WithAccountAsync(string script)
    {
        await using var server = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await server.AddAccountAsync(cancellationToken: Ending);
        var written = script
            .Replace("@plain@", Base64($"\0{account.Address}\0{account.Password}"), StringComparison.Ordinal)
            .Replace("@asother@", Base64($"somebody@example.org\0{account.Address}\0{account.Password}"), StringComparison.Ordinal)
            .Replace("@user@", Base64(account.Address), StringComparison.Ordinal)
            .Replace("@password@", Base64(account.Password), StringComparison.Ordinal);
        await ImapConversation.RunAsync(server, written, new() { Account = account }, Ending);
        await ImapConversation.RunAsync(server, written, new() { Account = account, CutSeed = 7 }, Ending);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task SendAsync(Stream stream, string line)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Ending);
        await stream.FlushAsync(Ending);
    }

    private static SaslClientMechanism NewClient(string mechanism, TestAccount account)
    {
        Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
        return mechanism switch
        {
            "PLAIN" => new PlainClient("", account.Address, account.Password),
            "SCRAM-SHA-1" => Scram(ScramHash.Sha1),
            _ => Scram(ScramHash.Sha256),
        };

        ScramClient Scram(ScramHash hash) => new(hash, account.Address, password, binding: null, isBindingUnannounced: false, new Pbkdf2KeyDerivation());
    }

    private static string Answer(SaslClientMechanism client, string challenge) =>
        Convert.ToBase64String(challenge.Length == 0
            ? client.Start().Span
            : Assert.IsType<SaslClientStep.Response>(client.Step(Convert.FromBase64String(challenge))).Octets.Span);
}
