using Culver.Dns;
using Culver.Dns.Wire;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Spf.Syntax;

namespace Culver.Fuzz;

/// <summary>Spoils replies of name servers, SPF records and DMARC records. Whatever comes, it is read or refused; nothing throws, and no loop is without an end.</summary>
public static class DnsFuzz
{
    private static readonly string[] Records =
    [
        "v=spf1 include:%{l1r-}.%{d2}.x.example a:%{i}.%{v}.y.example/24//64 mx//0 ptr exists:%{h} ip4:192.0.2.0/24 ip6:2001:db8::/32 redirect=%{o} exp=%{d}.why.example ~all",
        "v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=r; psd=n; t=y; fo=1:d; rua=mailto:a@example.com!10m,https://example.com/r",
    ];

    private static readonly DnsQuestion Question = new(DnsName.Parse("example.com"), DnsRecordType.Mx);

    /// <summary>Tries so many spoiled inputs.</summary>
    public static FuzzResult Run(int seed, int runs)
    {
        var random = new Random(seed);
        var records = new SeedPool<bool>(Records.Select(static text => (text, true)));
        var replies = new SeedPool<bool>([(Reply(), true)]);
        var findings = new List<string>();
        var refused = 0;
        for (var run = 0; run < runs && findings.Count < 10; run++)
        {
            var text = Mutation.Of(random, (run % 3 == 0 ? records : replies).Pick(random).Text);
            try
            {
                if (run % 3 == 0)
                {
                    _ = SpfRecord.IsOne(text) ? SpfRecord.Parse(text, out _) : null;
                    _ = DmarcRecord.Parse(text);
                }
                else if (!Reads(Octets.Of(text)))
                {
                    refused++;
                }

                (run % 3 == 0 ? records : replies).Tried(text, use: true);
            }
            catch (Exception e)
            {
                findings.Add($"{e}: {Convert.ToBase64String(Octets.Of(text))}");
            }
        }

        return new(runs, refused, findings);
    }

    private static bool Reads(byte[] octets)
    {
        _ = DnsReply.IsReplyTo(octets, 7, Question);
        if (DnsReply.Read(octets) is not { } reply) return false;
        _ = AnswerReader.IsReferral(reply);
        _ = AnswerReader.Read<MxRecord>(reply, Question.Name, isAuthentic: false, out _);
        _ = AnswerReader.Read<TxtRecord>(reply, Question.Name, isAuthentic: false, out _);
        _ = AnswerReader.Read<TlsaRecord>(reply, Question.Name, isAuthentic: false, out _);
        _ = AnswerReader.Read<SrvRecord>(reply, Question.Name, isAuthentic: false, out _);
        _ = AnswerReader.Read<AaaaRecord>(reply, Question.Name, isAuthentic: false, out _);
        return true;
    }

    // An alias, two mail exchanges with compressed names, text, and the start of a zone.
    private static string Reply()
    {
        List<byte> octets = [.. DnsQuery.Write(7, Question, withExtensions: false)];
        octets[2] = 0x81;
        octets[3] = 0x80;
        octets[7] = 4;
        octets[9] = 1;
        byte[] life = [0, 1, 0, 0, 1, 44];
        octets.AddRange([0xC0, 12, 0, 5, .. life, 0, 4, 1, (byte)'a', 0xC0, 12]);
        octets.AddRange([0xC0, 41, 0, 15, .. life, 0, 6, 0, 10, 1, (byte)'b', 0xC0, 12]);
        octets.AddRange([0xC0, 41, 0, 15, .. life, 0, 4, 0, 20, 0xC0, 41]);
        octets.AddRange([0xC0, 41, 0, 16, .. life, 0, 5, 1, (byte)'x', 2, (byte)'y', (byte)'z']);
        octets.AddRange([0xC0, 12, 0, 6, .. life, 0, 24, 0xC0, 12, 0xC0, 12, .. new byte[20]]);
        return System.Text.Encoding.Latin1.GetString([.. octets]);
    }
}
