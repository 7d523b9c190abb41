using System.Net.Security;
using System.Text;
using Culver.Sasl;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Testing;

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
