using System.Security.Cryptography;
using System.Text;
using Culver.Identity.Accounts;
using Culver.Pop3.Tests.Support;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Pop3.Tests.Commands;

/// <summary>APOP (RFC 1939 §7) and CRAM-MD5 (RFC 2195): where the settings allow them, for accounts that opted in.</summary>
#pragma warning disable CA5351 // MD5 is what these mechanisms are made of.
public sealed class SharedSecretTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APOP_and_CRAM_MD5_for_who_opted_in()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = static options => options.Login.AllowSharedSecrets = true }, Ending);
        var opted = await server.AddAccountAsync(cancellationToken: Ending);
        var other = await server.AddAccountAsync(cancellationToken: Ending);
        var accounts = server.Services.GetRequiredService<AccountService>();
        Assert.IsType<AccountResult.Done>(await accounts.SetPasswordAsync(opted.Address, opted.Password, isRecoverable: true, Ending));

        await using (var client = await Pop3Client.ConnectAsync(server))
        {
            Assert.Equal("-ERR [AUTH] The name or the password is wrong", await client.AskAsync(Apop(client, other.Address, other.Password)));
            Assert.Equal("-ERR [AUTH] The name or the password is wrong", await client.AskAsync(Apop(client, opted.Address, "wrong")));
            Assert.StartsWith("-ERR Expected", await client.AskAsync($"APOP {opted.Address}"), StringComparison.Ordinal);
            Assert.StartsWith("-ERR Expected", await client.AskAsync($"APOP {opted.Address} 1234"), StringComparison.Ordinal);
            Assert.Equal("+OK Logged in", await client.AskAsync(Apop(client, opted.Address, opted.Password)));
            Assert.Equal("-ERR You are logged in already", await client.AskAsync(Apop(client, opted.Address, opted.Password)));
            Assert.Equal("+OK Goodbye", await client.AskAsync("QUIT"));
        }

        await using (var client = await Pop3Client.ConnectAsync(server))
        {
            Assert.Contains("SASL SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN", await client.AskAllAsync("CAPA"));
            Assert.StartsWith("-ERR", await client.AskAsync("AUTH CRAM-MD5 AAAA"), StringComparison.Ordinal);
            Assert.Equal("+OK Logged in", await CramAsync(client, opted.Address, opted.Password));
            Assert.Equal("+OK Goodbye", await client.AskAsync("QUIT"));
        }

        await using (var client = await Pop3Client.ConnectAsync(server))
            Assert.Equal("-ERR [AUTH] The name or the password is wrong", await CramAsync(client, other.Address, other.Password));
    }

    [Fact]
    public async Task Timestamps_are_never_the_same()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false, Configure = static options => options.Login.AllowSharedSecrets = true }, Ending);
        await using var first = await Pop3Client.ConnectAsync(server);
        await using var second = await Pop3Client.ConnectAsync(server);
        Assert.NotEqual(Timestamp(first), Timestamp(second));
        Assert.Matches(@"^\+OK [^<>]+ <[^<>@]+@[^<>@]+>$", first.Greeting);
    }

    [Fact]
    public async Task Neither_is_there_unless_it_is_allowed()
    {
        await using var client = await Pop3Client.ConnectAsync(Pop3.Shared);
        Assert.DoesNotContain('<', client.Greeting);
        Assert.Equal("-ERR There is no such command here", await client.AskAsync("APOP mrose c4c9334bac560ecc979e58001b3e22fb"));
        Assert.Equal("-ERR There is no such mechanism", await client.AskAsync("AUTH CRAM-MD5"));
    }

    private static string Timestamp(Pop3Client client) => client.Greeting[client.Greeting.IndexOf('<')..];

    private static string Apop(Pop3Client client, string name, string password) =>
        $"APOP {name} {Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Timestamp(client) + password)))}";

    private static async Task<string> CramAsync(Pop3Client client, string name, string password)
    {
        var challenge = await client.AskAsync("AUTH CRAM-MD5");
        Assert.StartsWith("+ ", challenge, StringComparison.Ordinal);
        var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), Convert.FromBase64String(challenge[2..])));
        return await client.AskAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name} {digest}")));
    }
}
