using System.Net;
using System.Text;
using Culver.Pop3.Tests.Support;
using Culver.Sasl.Channels;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Testing;

namespace Culver.Pop3.Tests.Commands;

/// <summary>AUTH (RFC 5034), and that no password travels in the clear where someone could read along.</summary>
public sealed class AuthTests
{
    [Fact]
    public Task AUTH_PLAIN_with_and_without_an_initial_response() => Pop3.RunAsync("""
        given setting Domain is example.org
        given not logged in
        given C2 not logged in
        C1: AUTH PLAIN AHVzZXIxQGV4YW1wbGUub3JnAGNvcnJlY3QtaG9yc2U=
        S1: +OK Logged in
        C1: QUIT
        S1: +OK ...
        S1 closes
        C2: auth plain
        S2: +\x{20}
        C2: AHVzZXIxQGV4YW1wbGUub3JnAGNvcnJlY3QtaG9yc2U=
        S2: +OK Logged in
        """);

    [Fact]
    public Task AUTH_LOGIN() => Pop3.RunAsync("""
        given setting Domain is example.org
        given not logged in
        C1: AUTH LOGIN
        S1: + VXNlcm5hbWU6
        C1: dXNlcjE=
        S1: + UGFzc3dvcmQ6
        C1: Y29ycmVjdC1ob3JzZQ==
        S1: +OK Logged in
        """);

    [Fact]
    public Task What_goes_wrong_in_an_exchange_leaves_the_session_as_it_was() => Pop3.RunAsync("""
        given setting Pop3:MaxBadCommandsBeforeLogin is 100
        given not logged in
        C1: AUTH PLAIN
        S1: +\x{20}
        C1: *
        S1: -ERR Authentication cancelled
        C1: AUTH PLAIN
        S1: +\x{20}
        C1: AA=A
        S1: -ERR Expected base64
        C1: AUTH PLAIN
        S1: +\x{20}
        C1: not base64
        S1: -ERR Expected base64
        C1: AUTH PLAIN !
        S1: -ERR Expected base64, or =
        C1: AUTH PLAIN AA== AA==
        S1: -ERR ...
        C1: AUTH PLAIN =
        S1: -ERR The mechanism's message could not be read
        C1: AUTH PLAIN AHdobwB3cm9uZw==
        S1: -ERR [AUTH] The name or the password is wrong
        C1: AUTH PLAIN b3RoZXJAZXhhbXBsZS5vcmcAd2hvAHdyb25n
        S1: -ERR [AUTH] The name or the password is wrong
        C1: AUTH KERBEROS_V4
        S1: -ERR There is no such mechanism
        C1: AUTH
        S1: +OK ...
        S1: ...
        S1: PLAIN
        S1: LOGIN
        S1: .
        C1: USER $user
        S1: +OK ...
        C1: PASS $password
        S1: +OK ...
        """);

    [Fact]
    public Task An_answer_that_is_too_long_ends_the_exchange() => Pop3.RunAsync($"""
        given not logged in
        C1: AUTH PLAIN
        S1: +\x{"{20}"}
        C1: {new string('A', 40000)}
        S1: -ERR Expected a shorter answer
        C1: USER $user
        S1: +OK ...
        """);

    [Fact]
    public Task A_client_that_goes_in_an_exchange() => Pop3.RunAsync("""
        given not logged in
        C1: AUTH PLAIN
        S1: +\x{20}
        C1 closes
        """);

    [Theory]
    [InlineData(ScramHash.Sha1)]
    [InlineData(ScramHash.Sha256)]
    [InlineData(ScramHash.Sha512)]
    public async Task SCRAM(ScramHash hash)
    {
        var account = await Pop3.Shared.AddAccountAsync();
        Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
        await using var client = await Pop3Client.ConnectAsync(Pop3.Shared);
        var answer = await client.AuthenticateAsync(new ScramClient(hash, account.Address, password, binding: null, isBindingUnannounced: false, new Pbkdf2KeyDerivation()));
        Assert.Equal("+OK Logged in", answer);
        Assert.Equal("+OK 0 0", await client.AskAsync("STAT"));
    }

    [Fact] // RFC 9266 §4.1: tls-exporter is good for one exchange on a connection
    public async Task A_login_that_failed_bound_to_tls_exporter_ends_the_connection()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere there is no such binding");
        var account = await Pop3.Shared.AddAccountAsync();
        Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
        await using var client = await Pop3Client.ConnectAsync(Pop3.Shared, MailProtocol.Pop3s);
        var scram = new ScramClient(ScramHash.Sha256, account.Address, password, new ChannelBinding(ChannelBinding.TlsExporter, new byte[32]), isBindingUnannounced: false, new Pbkdf2KeyDerivation());
        Assert.StartsWith("-ERR [AUTH]", await client.AuthenticateAsync(scram), StringComparison.Ordinal);
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task A_stranger_on_a_clear_connection_is_asked_for_no_password()
    {
        var account = await Pop3.Shared.AddAccountAsync();
        await using var client = await Pop3Client.ConnectAsync(Pop3.Shared, remote: new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40000));
        var capa = await client.AskAllAsync("CAPA");
        Assert.DoesNotContain("USER", capa);
        Assert.Contains("SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1", capa);
        Assert.StartsWith("-ERR Passwords need TLS", await client.AskAsync($"USER {account.Address}"), StringComparison.Ordinal);
        Assert.Equal("-ERR USER comes first", await client.AskAsync($"PASS {account.Password}"));
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"));
        Assert.StartsWith("-ERR That mechanism is not offered here without TLS", await client.AskAsync($"AUTH PLAIN {plain}"), StringComparison.Ordinal);
        Assert.Equal("-ERR Log in first", await client.AskAsync("STAT"));
    }

    [Fact]
    public async Task A_stranger_over_TLS_may_log_in()
    {
        var account = await Pop3.Shared.AddAccountAsync();
        await using var client = await Pop3Client.ConnectAsync(Pop3.Shared, MailProtocol.Pop3s, new IPEndPoint(IPAddress.Parse("192.0.2.8"), 40000));
        await client.LogInAsync(account);
    }
}
