using System.Text;
using Culver.Delivery.Signing;
using Culver.Dns.Zones;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;
using Culver.Storage;

namespace Culver.Delivery.Tests.Signing;

public sealed class DkimMessageSignerTests : IAsyncLifetime
{
    private const string Own = "From: a@news.example.org\r\nSubject: x\r\n\r\nA body\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("culver-dkim-").FullName;
    private DkimKeys _keys = null!;
    private ZoneResolver _zone = null!;

    public async ValueTask InitializeAsync()
    {
        _keys = new(_folder, TimeProvider.System);
        var made = Assert.IsType<DkimKeyResult.Done>(await _keys.GenerateAsync("example.org", CancellationToken.None)).Keys;
        _zone = ZoneResolver.Parse(string.Join('\n', made.Select(static key => $"{key.RecordName} TXT {string.Join(' ', key.RecordText.Chunk(255).Select(static part => $"\"{new string(part)}\""))}")));
    }

    public ValueTask DisposeAsync()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_user_submits_is_signed_twice_by_the_domain_or_one_above_it(bool inMemory)
    {
        var received = "Received: from x\r\n" + Own;
        var fields = await SignAsync(received, Submitted, inMemory);
        var results = await VerifyAsync(fields + received);
        Assert.Equal([("rsa-sha256", DkimOutcome.Pass), ("ed25519-sha256", DkimOutcome.Pass)], results.Select(static result => (result.Algorithm, result.Outcome)));
        Assert.All(results, static result => Assert.Equal("example.org", result.Domain));
    }

    [Fact]
    public async Task What_was_written_here_is_signed() => Assert.Equal(2, (await VerifyAsync(await SignAsync(Own, Made) + Own)).Count);

    [Fact]
    public async Task A_domain_in_its_own_script_signs_as_its_A_labels()
    {
        await _keys.GenerateAsync("xn--bcher-kva.example", CancellationToken.None);
        var fields = await SignAsync(Own.Replace("news.example.org", "Bücher.example", StringComparison.Ordinal), Submitted);
        Assert.Equal(2, fields.Split("d=xn--bcher-kva.example;").Length - 1);
    }

    [Fact]
    public async Task Another_domain_is_not_signed() => Assert.Empty(await SignAsync(Own.Replace("example.org", "example.com", StringComparison.Ordinal), Submitted));

    [Fact]
    public async Task What_came_from_elsewhere_is_sealed_and_never_signed_even_if_it_bears_our_domain()
    {
        const string passedOn = "Authentication-Results: mx.example.org;\r\n\tspf=fail smtp.mailfrom=x@example.net\r\nReceived: from x\r\n" + Own;
        var fields = await SignAsync(passedOn, Made);
        Assert.DoesNotContain("DKIM-Signature", fields, StringComparison.Ordinal);
        Assert.Contains("ARC-Authentication-Results: i=1; mx.example.org;\r\n\tspf=fail smtp.mailfrom=x@example.net\r\n", fields, StringComparison.Ordinal);
        using var scan = Scan(fields + passedOn);
        Assert.Equal(ArcOutcome.Pass, (await new ArcVerifier(_zone).VerifyAsync(scan, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Nothing_is_added_when_signing_is_off() => Assert.Empty(await SignAsync(Own, Submitted, inMemory: true, static options => options.Sign = false));

    private static OutgoingMessage Submitted { get; } = new(default, "a@example.org", new AccountId(default));

    private static OutgoingMessage Made { get; } = new(default, null, null);

    private async Task<string> SignAsync(string message, OutgoingMessage about, bool inMemory = true, Action<MailAuthOptions>? set = null)
    {
        var options = new MailAuthOptions { AuthservId = "mx.example.org", SealDomain = "example.org" };
        set?.Invoke(options);
        await using var content = new Content(Encoding.UTF8.GetBytes(message), inMemory);
        return Encoding.ASCII.GetString((await new DkimMessageSigner(_keys, new(_zone), options, TimeProvider.System).SignAsync(about, content, CancellationToken.None)).Span);
    }

    private async Task<IReadOnlyList<DkimResult>> VerifyAsync(string message)
    {
        using var scan = Scan(message);
        return await new DkimVerifier(_zone, TimeProvider.System).VerifyAsync(scan, CancellationToken.None);
    }

    private static MessageScan Scan(string message)
    {
        var scan = MessageScan.ForVerification(new());
        scan.Write(Encoding.ASCII.GetBytes(message));
        scan.Complete();
        return scan;
    }

    private sealed class Content(byte[] octets, bool inMemory) : IMessageContent
    {
        public long Length => octets.Length;

        public ReadOnlyMemory<byte> Memory => inMemory ? octets : default;

        public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var piece = octets.AsMemory((int)offset);
            piece = piece[..Math.Min(piece.Length, Math.Min(buffer.Length, 7))];
            piece.CopyTo(buffer);
            return new(piece.Length);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
