using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using Culver.Identity.Accounts;
using Culver.Sasl;
using Culver.Sasl.Channels;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Smtp.Tests.Submission;

/// <summary>Every mechanism, by either listener, with and without an initial response; and what a login is worth afterwards.</summary>
public sealed class MechanismTests
{
    [Theory]
    [InlineData("LOGIN", MailProtocol.Submission)]
    [InlineData("LOGIN", MailProtocol.Submissions)]
    [InlineData("PLAIN", MailProtocol.Submissions)]
    public async Task Passwords(string mechanism, MailProtocol protocol)
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        await using var client = await ConnectAsync(mail, protocol);
        Assert.Contains(" " + mechanism, await client.GreetAsync(), StringComparison.Ordinal);
        if (mechanism == "PLAIN")
        {
            Assert.StartsWith("235 2.7.0", await client.AskAsync("AUTH PLAIN " + AuthTests.Plain(account)), StringComparison.Ordinal);
        }
        else
        {
            // The name as an initial response, which no draft has and many clients send.
            Assert.Equal("334 UGFzc3dvcmQ6", await client.AskAsync("AUTH LOGIN " + Encode(account.Address)));
            Assert.StartsWith("235 2.7.0", await client.AskAsync(Encode(account.Password)), StringComparison.Ordinal);
        }

        Assert.StartsWith("250", await client.AskAsync($"MAIL FROM:<{account.Address}>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1", "SHA1", true)]
    [InlineData("SCRAM-SHA-256", "SHA256", true)]
    [InlineData("SCRAM-SHA-256", "SHA256", false)]
    [InlineData("SCRAM-SHA-512", "SHA512", true)]
    public async Task Proofs_by_SCRAM(string mechanism, string hash, bool initial)
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        foreach (var right in (bool[])[false, true])
        {
            await using var client = await ConnectAsync(mail, MailProtocol.Submission);
            Assert.Contains(" " + mechanism, await client.GreetAsync(), StringComparison.Ordinal);
            Assert.True(PreparedPassword.TryPrepare(right ? account.Password : "wrong", out var password));
            var scram = new ScramClient(Enum.Parse<ScramHash>(hash, ignoreCase: true), account.Address, password, binding: null, isBindingUnannounced: false, new Pbkdf2KeyDerivation());
            var first = Convert.ToBase64String(scram.Start().Span);
            var reply = initial ? await client.AskAsync($"AUTH {mechanism} {first}") : await client.AskAsync("AUTH " + mechanism);
            if (!initial)
            {
                Assert.Equal("334 ", reply);
                reply = await client.AskAsync(first);
            }

            while (reply.StartsWith("334 ", StringComparison.Ordinal))
                reply = await client.AskAsync(Convert.ToBase64String(Assert.IsType<SaslClientStep.Response>(scram.Step(Convert.FromBase64String(reply[4..]))).Octets.Span));
            Assert.StartsWith(right ? "235 2.7.0" : "535 5.7.8", reply, StringComparison.Ordinal);
            Assert.Equal(right, scram.IsSatisfied);
        }
    }

    // RFC 5802 §6, RFC 5929 §4: bound to the certificate that was shown, and to no other.
    [Theory]
    [InlineData("SCRAM-SHA-1-PLUS", MailProtocol.Submissions)]
    [InlineData("SCRAM-SHA-256-PLUS", MailProtocol.Submissions)]
    [InlineData("SCRAM-SHA-512-PLUS", MailProtocol.Submissions)]
    [InlineData("SCRAM-SHA-256-PLUS", MailProtocol.Submission)]
    public async Task Proofs_that_are_bound_to_the_connection(string mechanism, MailProtocol protocol)
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        var hash = Enum.Parse<ScramHash>(mechanism.Split('-')[2] switch { "1" => "Sha1", var bits => "Sha" + bits });
        var shown = SHA256.HashData(mail.Certificate.RawData);
        foreach (var (binding, isAnnounced, code) in new[] { (shown, true, "235 2.7.0"), ([.. shown.Reverse()], true, "535 5.7.8"), (null, false, "535 5.7.8"), ((byte[]?)null, true, "235 2.7.0") })
        {
            await using var client = await SecureAsync(mail, protocol);
            var hello = await client.AskAsync("EHLO client.example");
            Assert.Contains(" " + mechanism + " ", hello, StringComparison.Ordinal);
            Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
            // Who can bind, and is told by somebody in between that the server cannot, says so and is refused.
            var scram = new ScramClient(
                hash, account.Address, password, binding is null ? null : new ChannelBinding(ChannelBinding.TlsServerEndPoint, binding), isBindingUnannounced: !isAnnounced, new Pbkdf2KeyDerivation());
            Assert.Equal(binding is not null, scram.Name == mechanism);
            var reply = await client.AskAsync($"AUTH {scram.Name} {Convert.ToBase64String(scram.Start().Span)}");
            while (reply.StartsWith("334 ", StringComparison.Ordinal))
                reply = await client.AskAsync(Convert.ToBase64String(Assert.IsType<SaslClientStep.Response>(scram.Step(Convert.FromBase64String(reply[4..]))).Octets.Span));
            Assert.StartsWith(code, reply, StringComparison.Ordinal);
            Assert.StartsWith(code[0] == '2' ? "250" : "530", await client.AskAsync($"MAIL FROM:<{account.Address}>"), StringComparison.Ordinal);
        }
    }

    [Theory] // RFC 9266 §4.1: tls-exporter is good for one exchange on a connection; RFC 5321 §3.8: which does not end without a word.
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_login_that_failed_bound_to_tls_exporter_ends_the_connection(bool cancels)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere there is no such binding");
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        await using var client = await ConnectAsync(mail, MailProtocol.Submissions);
        Assert.Contains(" SCRAM-SHA-256-PLUS ", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.True(PreparedPassword.TryPrepare(account.Password, out var password));
        var scram = new ScramClient(ScramHash.Sha256, account.Address, password, new ChannelBinding(ChannelBinding.TlsExporter, new byte[32]), isBindingUnannounced: false, new Pbkdf2KeyDerivation());
        var reply = await client.AskAsync($"AUTH {scram.Name} {Convert.ToBase64String(scram.Start().Span)}");
        Assert.StartsWith("334 ", reply, StringComparison.Ordinal);
        reply = await client.AskAsync(cancels ? "*" : Convert.ToBase64String(Assert.IsType<SaslClientStep.Response>(scram.Step(Convert.FromBase64String(reply[4..]))).Octets.Span));
        Assert.StartsWith(cancels ? "501 5.7.0" : "535 5.7.8", reply, StringComparison.Ordinal);
        Assert.StartsWith("421 4.7.0", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("closed", await client.ReadAsync());
    }

    [Fact]
    public async Task A_bound_mechanism_is_nothing_in_the_clear()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        await using var client = await ConnectAsync(mail, MailProtocol.Submission);
        Assert.DoesNotContain("-PLUS", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("504 5.5.4", await client.AskAsync("AUTH SCRAM-SHA-256-PLUS"), StringComparison.Ordinal);
    }

    [Fact] // RFC 2195: for accounts that opted in, where the settings allow it
    public async Task CRAM_MD5_for_who_opted_in()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = static options => options.Login.AllowSharedSecrets = true });
        var opted = await mail.AddAccountAsync("ann");
        var other = await mail.AddAccountAsync("ben");
        Assert.IsType<AccountResult.Done>(await mail.Services.GetRequiredService<AccountService>().SetPasswordAsync(opted.Address, opted.Password, isRecoverable: true, CancellationToken.None));
        await using var client = await ConnectAsync(mail, MailProtocol.Submission);
        Assert.Contains(" CRAM-MD5 ", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("535 5.7.8", await CramAsync(client, opted.Address, "wrong"), StringComparison.Ordinal);
        // The same words for who did not opt in, whose password is right.
        Assert.Equal(await CramAsync(client, opted.Address, "wrong"), await CramAsync(client, other.Address, other.Password));
        Assert.Equal(await CramAsync(client, opted.Address, "wrong"), await CramAsync(client, "nobody@example.org", "wrong"));
        Assert.StartsWith("501 5.7.0", await client.AskAsync("AUTH CRAM-MD5 AAAA"), StringComparison.Ordinal);
        Assert.StartsWith("334 ", await client.AskAsync("AUTH CRAM-MD5"), StringComparison.Ordinal);
        Assert.StartsWith("501 5.7.0", await client.AskAsync("*"), StringComparison.Ordinal);
        Assert.StartsWith("530", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("235 2.7.0", await CramAsync(client, opted.Address, opted.Password), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CRAM_MD5_is_not_there_unless_it_is_allowed()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        await using var client = await ConnectAsync(mail, MailProtocol.Submission);
        Assert.DoesNotContain("CRAM-MD5", await client.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("504 5.5.4", await client.AskAsync("AUTH CRAM-MD5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_acts_as_another_by_an_authorization_identity()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var ann = await mail.AddAccountAsync("ann");
        await mail.AddAccountAsync("ben");
        await using var client = await ConnectAsync(mail, MailProtocol.Submission);
        await client.GreetAsync();
        Assert.StartsWith("535 5.7.8", await client.AskAsync("AUTH PLAIN " + Encode($"ben@example.org\0{ann.Address}\0{ann.Password}")), StringComparison.Ordinal);
        Assert.StartsWith("530", await client.AskAsync("MAIL FROM:<ben@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + Encode($"ANN@example.org\0{ann.Address}\0{ann.Password}")), StringComparison.Ordinal);
        // RFC 4954 §5: what is said of somebody else is read and not believed.
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ann@example.org> AUTH=ben@example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task STARTTLS_forgets_a_login_made_in_the_clear_and_what_was_sent_behind_it()
    {
        await using var mail = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });
        var account = await mail.AddAccountAsync("ann");
        await using var stream = mail.Connect(MailProtocol.Submission);
        var clear = new RawClient(stream);
        Assert.Contains("STARTTLS", await clear.GreetAsync(), StringComparison.Ordinal);
        Assert.StartsWith("235", await clear.AskAsync("AUTH PLAIN " + AuthTests.Plain(account)), StringComparison.Ordinal);
        await clear.SendAsync("STARTTLS\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n");
        Assert.StartsWith("220 2.0.0", await clear.ReadAsync(), StringComparison.Ordinal);
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true, (_, shown, _, _) => mail.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        await using var client = new RawClient(tls);
        Assert.StartsWith("503", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
        var hello = await client.AskAsync("EHLO client.example");
        Assert.DoesNotContain("STARTTLS", hello, StringComparison.Ordinal);
        Assert.Contains("SCRAM-SHA-256-PLUS", hello, StringComparison.Ordinal);
        Assert.StartsWith("530", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + AuthTests.Plain(account)), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<ann@example.org>"), StringComparison.Ordinal);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

#pragma warning disable CA5351 // MD5 is what the mechanism is made of.
    private static async Task<string> CramAsync(RawClient client, string name, string password)
    {
        var challenge = await client.AskAsync("AUTH CRAM-MD5");
        Assert.StartsWith("334 ", challenge, StringComparison.Ordinal);
        var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(challenge[4..])));
        return await client.AskAsync(Encode($"{name} {digest}"));
    }
#pragma warning restore CA5351

    // Greeted and under TLS, before EHLO.
    private static async Task<RawClient> SecureAsync(TestMailServer mail, MailProtocol protocol)
    {
        if (protocol == MailProtocol.Submissions)
        {
            var whole = await ConnectAsync(mail, protocol);
            await whole.ReadAsync();
            return whole;
        }

        var stream = mail.Connect(protocol);
        var clear = new RawClient(stream);
        await clear.GreetAsync();
        Assert.StartsWith("220", await clear.AskAsync("STARTTLS"), StringComparison.Ordinal);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => mail.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        return new(tls);
    }

    private static async Task<RawClient> ConnectAsync(TestMailServer mail, MailProtocol protocol)
    {
        var stream = mail.Connect(protocol);
        if (protocol == MailProtocol.Submission)
            return new(stream);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => mail.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        return new(tls);
    }
}
