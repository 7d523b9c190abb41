using System.Diagnostics;
using System.Text;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;

namespace Culver.MailAuth.Tests.Dkim;

/// <summary>dkimpy (Debian's python3-dkim, python3-nacl and python3-authres) verifies what we sign and seal.</summary>
public sealed class OutsideJudgeTests
{
    private const string Message = "From: A <a@example.org>\r\nTo: b@example.net\r\nSubject: one  two\r\n\t three\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\r\nA body \r\n of lines.\r\n\r\n";

    private const string Script = """
        import os, sys, dkim
        records = dict(line.split(' ', 1) for line in os.environ['RECORDS'].splitlines())
        def find(name, timeout=5):
            return records[name.decode().rstrip('.')].encode()
        message = sys.stdin.buffer.read()
        if os.environ['WHAT'] == 'dkim':
            judge = dkim.DKIM(message)
            try:
                print(all(judge.verify(idx, dnsfunc=find) for idx in range(message.count(b'DKIM-Signature:'))))
            except dkim.ValidationError:
                print(False)
        else:
            print(dkim.arc_verify(message, dnsfunc=find)[0] == b'pass')
        """;

    [Fact]
    public async Task Dkimpy_verifies_both_our_signatures()
    {
        using var rsa = DkimSigningKey.Generate("example.org", "r", SignatureAlgorithm.RsaSha256);
        using var edwards = DkimSigningKey.Generate("example.org", "e", SignatureAlgorithm.Ed25519Sha256);
        using var scan = Vectors.Scan(Message, signing: true);
        var signed = Encoding.ASCII.GetString(DkimSigner.Sign(scan, [rsa, edwards], DateTimeOffset.UnixEpoch.AddYears(50))) + Message;
        Assert.Equal("True", await JudgeAsync("dkim", signed, rsa, edwards));
        Assert.Equal("False", await JudgeAsync("dkim", signed + "more", rsa, edwards));
    }

    [Fact]
    public async Task Dkimpy_verifies_our_chain_of_two()
    {
        using var key = DkimSigningKey.Generate("example.org", "r", SignatureAlgorithm.RsaSha256);
        var once = Sealed(Message, ArcOutcome.None, key);
        var twice = Sealed(once, ArcOutcome.Pass, key);
        Assert.Equal("True", await JudgeAsync("arc", twice, key));
        Assert.Equal("False", await JudgeAsync("arc", twice + "more", key));
    }

    private static string Sealed(string message, ArcOutcome outcome, DkimSigningKey key)
    {
        using var scan = Vectors.Scan(message, signing: true);
        return Encoding.ASCII.GetString(ArcSealer.Seal(scan, new(outcome, null, 0, []), "mx.example.net; spf=pass smtp.mailfrom=a@example.org", key, DateTimeOffset.UnixEpoch.AddYears(50))) + message;
    }

    private static async Task<string> JudgeAsync(string what, string message, params DkimSigningKey[] keys)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/dkim"), "dkimpy is not installed: python3-dkim");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["WHAT"] = what;
        start.Environment["RECORDS"] = string.Join('\n', keys.Select(static key => $"{key.RecordName} {key.RecordText}"));
        using var bounded = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var judge = Process.Start(start)!;
        await judge.StandardInput.WriteAsync(message);
        judge.StandardInput.Close();
        var verdict = await judge.StandardOutput.ReadToEndAsync(bounded.Token);
        await judge.WaitForExitAsync(bounded.Token);
        return verdict.Trim();
    }
}
