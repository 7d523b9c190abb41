using Culver.Dns.Zones;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.MailAuth.Tests.Messages;

/// <summary>Whatever a message and a key record hold, there is a result.</summary>
public sealed class HostileMessageTests
{
    private static readonly string[] Words =
    [
        "DKIM-Signature:", "ARC-Seal:", "ARC-Message-Signature:", "ARC-Authentication-Results:", "From:", "From : ", "v=1", "a=rsa-sha256", "a=ed25519-sha256",
        "b=", "bh=", "AAAA", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "d=example.org", "d=ex\u00e4mple.org", "d=.", "s=k", "s=", "h=from", "h=from:from:", "h=", "i=1", "i=2", "i=51",
        "i=@example.org", "cv=none", "cv=pass", "l=0", "l=3", "l=99999999999999999999", "t=1", "x=9", "c=relaxed/relaxed", "c=simple", ";", ";", ";", " ", "\r\n", "\r\n ", "\r\n", "\n", "\r",
        "\r\n\r\n", "\0", "\ud800", "=", ":", "(", "\"", "a@example.org", "body",
    ];

    private static readonly string[] RecordWords = ["v=DKIM1", "k=rsa", "k=ed25519", "p=", "p=AAAA", "p=MAUCAQECAQE=", "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "h=sha256", "t=y:s", ";", ";", ";", "=", " "];

    [Fact]
    public void There_is_always_a_result()
    {
        var messages = Gen.Elements(Words).ListOf().Select(string.Concat);
        var records = Gen.Elements(RecordWords).ListOf().Select(string.Concat);
        Prop.ForAll(messages.ToArbitrary(), records.ToArbitrary(), static (message, record) =>
        {
            var zone = ZoneResolver.Parse($"k._domainkey.example.org TXT \"{record}\"");
            using var scan = Vectors.Scan(message);
            var signatures = new DkimVerifier(zone, new Clock(0)).VerifyAsync(scan, CancellationToken.None);
            var chain = new ArcVerifier(zone).VerifyAsync(scan, CancellationToken.None);
            // Nothing here can be signed, since nobody has the keys.
            return signatures.IsCompletedSuccessfully && signatures.Result.All(static result => result.Outcome != DkimOutcome.Pass) &&
                chain.IsCompletedSuccessfully && chain.Result.Outcome != ArcOutcome.Pass;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }
}
