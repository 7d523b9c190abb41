using System.Text;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Results;

namespace Culver.MailAuth.Tests.Arc;

public sealed class ArcSealerTests : IDisposable
{
    private const string Message = "From: A <a@example.org>\r\nTo: l@example.net\r\nSubject: x\r\n\r\nA body\r\n";

    private static readonly AuthenticationResults Results = new("mx.example.net", [new("spf", "pass", null, null, [new("smtp", "mailfrom", "a@example.org")])]);

    private readonly DkimSigningKey _first = Vectors.RsaKey("example.net", "r");
    private readonly DkimSigningKey _second = Vectors.EdwardsKey("example.com", "e");

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Two_who_pass_a_message_on_make_a_chain_of_two()
    {
        var once = await SealAsync(Message, _first);
        Assert.Equal((ArcOutcome.Pass, 1), await OutcomeAsync(once));
        var twice = await SealAsync("Received: x\r\n" + once, _second);
        Assert.Equal((ArcOutcome.Pass, 2), await OutcomeAsync(twice));
    }

    [Fact]
    public async Task The_second_may_change_the_message_and_the_chain_still_holds()
    {
        var twice = await SealAsync((await SealAsync(Message, _first)).Replace("Subject: x", "Subject: [l] x", StringComparison.Ordinal) + "-- \r\nthe list\r\n", _second, ArcOutcome.Pass);
        Assert.Equal((ArcOutcome.Pass, 2), await OutcomeAsync(twice));
    }

    [Fact]
    public async Task A_change_after_the_last_seal_breaks_the_chain_for_good()
    {
        var broken = await SealAsync(Message, _first) + "more\r\n";
        Assert.Equal((ArcOutcome.Fail, 1), await OutcomeAsync(broken));
        var marked = await SealAsync(broken, _second);
        Assert.Contains("cv=fail", marked, StringComparison.Ordinal);
        Assert.Equal((ArcOutcome.Fail, 2), await OutcomeAsync(marked));
        // RFC 8617 §5.1 (2): nothing is added to a chain that was marked.
        Assert.Equal(marked, await SealAsync(marked, _first));
    }

    // RFC 8617 §5.1 (1): one more than the highest that is there, in a set that is there twice too.
    [Fact]
    public async Task A_chain_whose_set_is_there_twice_is_marked_by_the_next_instance()
    {
        var once = await SealAsync(Message, _first);
        var set = once[..once.IndexOf("From:", StringComparison.Ordinal)];
        var marked = await SealAsync(set + once, _second);
        Assert.StartsWith("ARC-Seal: i=2; ", marked, StringComparison.Ordinal);
        Assert.Equal((ArcOutcome.Fail, 2), await OutcomeAsync(marked));
        Assert.Equal(marked, await SealAsync(marked, _first));
    }

    [Fact]
    public async Task The_instance_stands_first_in_each_field_where_other_verifiers_look_for_it()
    {
        var twice = await SealAsync("Received: x\r\n" + await SealAsync(Message, _first), _second);
        foreach (var field in (string[])["ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"])
        {
            Assert.Contains($"{field}: i=1; ", twice, StringComparison.Ordinal);
            Assert.Contains($"{field}: i=2; ", twice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_fifty_sets_nothing_is_added()
    {
        var message = Message;
        for (var i = 0; i < 50; i++)
            message = await SealAsync(message, _second, i == 0 ? ArcOutcome.None : ArcOutcome.Pass);
        Assert.Equal((ArcOutcome.Pass, 50), await OutcomeAsync(message));
        Assert.Equal(message, await SealAsync(message, _second, ArcOutcome.Pass));
        var more = message.Replace("i=50", "i=51", StringComparison.Ordinal);
        Assert.Equal(ArcOutcome.Fail, (await OutcomeAsync(more)).Outcome);
    }

    [Fact]
    public async Task A_key_that_cannot_be_looked_up_fails_the_chain()
    {
        using var scan = Vectors.Scan(await SealAsync(Message, _first));
        var result = await new ArcVerifier(Culver.Dns.Zones.ZoneResolver.Parse("r._domainkey.example.net TIMEOUT")).VerifyAsync(scan, CancellationToken.None);
        Assert.Equal((ArcOutcome.Fail, "i=1: message: key unavailable"), (result.Outcome, result.Reason));
    }

    private async Task<(ArcOutcome Outcome, int Sets)> OutcomeAsync(string message)
    {
        using var scan = Vectors.Scan(message);
        var result = await Verifier().VerifyAsync(scan, CancellationToken.None);
        return (result.Outcome, result.Sets);
    }

    private async Task<string> SealAsync(string message, DkimSigningKey key, ArcOutcome? known = null)
    {
        using var scan = Vectors.Scan(message, signing: true);
        var chain = known is { } outcome ? new ArcResult(outcome, null, 0, []) : await Verifier().VerifyAsync(scan, CancellationToken.None);
        return Encoding.UTF8.GetString(ArcSealer.Seal(scan, chain, Results.Payload, key, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000))) + message;
    }

    private ArcVerifier Verifier() => new(Vectors.Keys(Vectors.Record(_first), Vectors.Record(_second)));
}
