using System.Security.Cryptography;
using System.Text;
using Culver.Identity.Accounts;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>CRAM-MD5 (RFC 2195): where the settings allow it, for accounts that opted in.</summary>
#pragma warning disable CA5351 // MD5 is what the mechanism is made of.
public sealed class SharedSecretTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CRAM_MD5_for_who_opted_in()
    {
        await using var server = await TestMailServer.StartAsync(new() { Ports = false, Configure = static options => options.Login.AllowSharedSecrets = true }, Ending);
        var opted = await server.AddAccountAsync(cancellationToken: Ending);
        var other = await server.AddAccountAsync(cancellationToken: Ending);
        Assert.IsType<AccountResult.Done>(await server.Services.GetRequiredService<AccountService>().SetPasswordAsync(opted.Address, opted.Password, isRecoverable: true, Ending));
        await using var stream = server.Connect(MailProtocol.Imap);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Contains(" AUTH=CRAM-MD5 ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);

        var wrong = await CramAsync("a", opted.Address, "wrong");
        Assert.StartsWith("a NO [AUTHENTICATIONFAILED] ", wrong, StringComparison.Ordinal);
        // The same words for who did not opt in, whose password is right, and for nobody.
        Assert.Equal(wrong, await CramAsync("a", other.Address, other.Password));
        Assert.Equal(wrong, await CramAsync("a", "nobody@example.org", "wrong"));
        // RFC 4959 §3: where the server speaks first there is no initial response.
        await SendAsync("b AUTHENTICATE CRAM-MD5 AAAA");
        Assert.Matches("^b (?:NO|BAD) ", await reader.ReadLineAsync(Ending));
        await SendAsync("c AUTHENTICATE CRAM-MD5");
        Assert.StartsWith("+ ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        await SendAsync("*");
        Assert.StartsWith("c BAD ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        await SendAsync("d SELECT INBOX");
        Assert.StartsWith("d BAD ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);
        Assert.StartsWith("e OK [CAPABILITY ", await CramAsync("e", opted.Address, opted.Password), StringComparison.Ordinal);
        await SendAsync("f NOOP");
        Assert.StartsWith("f OK ", await reader.ReadLineAsync(Ending), StringComparison.Ordinal);

        async Task<string?> CramAsync(string tag, string name, string password)
        {
            await SendAsync(tag + " AUTHENTICATE CRAM-MD5");
            var challenge = await reader.ReadLineAsync(Ending) ?? "";
            Assert.StartsWith("+ ", challenge, StringComparison.Ordinal);
            var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(challenge[2..])));
            await SendAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name} {digest}")));
            return await reader.ReadLineAsync(Ending);
        }

        async Task SendAsync(string line)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), Ending);
            await stream.FlushAsync(Ending);
        }
    }

    [Fact]
    public Task It_is_not_there_unless_it_is_allowed() => Imap.RunAsync("""
        given  not logged in
        C1: a AUTHENTICATE CRAM-MD5
        S1: a NO ...
        """);
}
