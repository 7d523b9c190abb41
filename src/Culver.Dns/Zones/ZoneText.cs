using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Dns.Zones;

/// <summary>Reads zone text, line by line: <c>name [ttl] [IN] type data</c>, with the data as RFC 1035 §5.1 writes it, on one line.</summary>
internal static class ZoneText
{
    public static ZoneContent Read(string text)
    {
        var content = new ZoneContent();
        var origin = default(DnsName);
        var authentic = false;
        var owner = default(DnsName);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var words = Words(line, number);
            if (words.Count == 0)
                continue;
            switch (words[0].ToUpperInvariant())
            {
                case "$ORIGIN":
                    origin = DnsName.Parse(words[1]);
                    continue;
                case "$AUTHENTIC":
                    authentic = words.Count < 2 || words[1] is "yes";
                    continue;
            }

            if (!char.IsWhiteSpace(line[0]))
            {
                owner = Name(words[0], origin);
                words.RemoveAt(0);
            }

            while (words.Count > 0 && (words[0] is "IN" || uint.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                words.RemoveAt(0);
            if (words.Count == 0)
                throw new FormatException($"Line {number} of the zone has no type.");
            try
            {
                Entry(content, owner, words, origin, authentic);
            }
            catch (Exception failure) when (failure is FormatException or ArgumentOutOfRangeException or OverflowException)
            {
                throw new FormatException($"Line {number} of the zone: {line.Trim()}", failure);
            }
        }

        return content;
    }

    private static void Entry(ZoneContent content, DnsName owner, List<string> words, DnsName origin, bool authentic)
    {
        (DnsRecordType Type, object Record) entry;
        switch (words[0])
        {
            case "TIMEOUT" or "FAIL":
                var type = words.Count > 1 ? Enum.Parse<DnsRecordType>(words[1], ignoreCase: true) : DnsRecordType.None;
                content.Fail(new(owner, type, words[0] == "FAIL" ? DnsFailure.ServerFailure : DnsFailure.Timeout), authentic);
                return;
            case "A":
                entry = (DnsRecordType.A, new ARecord(Address(words[1], AddressFamily.InterNetwork)));
                break;
            case "AAAA":
                entry = (DnsRecordType.Aaaa, new AaaaRecord(Address(words[1], AddressFamily.InterNetworkV6)));
                break;
            case "CNAME":
                entry = (DnsRecordType.Cname, new CnameRecord(Name(words[1], origin)));
                break;
            case "PTR":
                entry = (DnsRecordType.Ptr, new PtrRecord(Name(words[1], origin)));
                break;
            case "MX":
                entry = (DnsRecordType.Mx, new MxRecord(Number(words[1]), Name(words[2], origin)));
                break;
            case "SRV":
                entry = (DnsRecordType.Srv, new SrvRecord(Number(words[1]), Number(words[2]), Number(words[3]), Name(words[4], origin)));
                break;
            case "TXT":
                ArgumentOutOfRangeException.ThrowIfLessThan(words.Count, 2);
                entry = (DnsRecordType.Txt, new TxtRecord([.. words.Skip(1)]));
                break;
            case "TLSA":
                entry = (DnsRecordType.Tlsa, new TlsaRecord((byte)Number(words[1]), (byte)Number(words[2]), (byte)Number(words[3]), [.. Convert.FromHexString(string.Concat(words.Skip(4)))]));
                break;
            default:
                throw new FormatException(words[0]);
        }

        content.Add(owner, entry.Type, entry.Record, authentic);
    }

    private static DnsName Name(string word, DnsName origin) => word switch
    {
        "@" => origin,
        "." => default,
        _ when word.EndsWith('.') || origin.IsRoot => DnsName.Parse(word),
        _ => DnsName.Parse($"{word}.{origin}"),
    };

    private static IPAddress Address(string word, AddressFamily family) =>
        IPAddress.Parse(word) is var address && address.AddressFamily == family ? address : throw new FormatException(word);

    private static int Number(string word) => ushort.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);

    // RFC 1035 §5.1: words are parted by blanks, a quoted one may hold them, a semicolon begins a comment. In a quoted word \DDD is an octet.
    private static List<string> Words(string line, int number)
    {
        List<string> words = [];
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == ';')
                break;
            if (char.IsWhiteSpace(line[at]))
                continue;
            if (line[at] != '"')
            {
                var start = at;
                while (at < line.Length && !char.IsWhiteSpace(line[at]) && line[at] != ';')
                    at++;
                words.Add(line[start..at--]);
                continue;
            }

            var quoted = new StringBuilder();
            for (at++; ; at++)
            {
                if (at >= line.Length)
                    throw new FormatException($"Line {number} of the zone has an open quotation mark.");
                if (line[at] == '"')
                    break;
                if (line[at] != '\\')
                    quoted.Append(line[at]);
                else if (at + 3 < line.Length && byte.TryParse(line.AsSpan(at + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
                    (_, at) = (quoted.Append((char)octet), at + 3);
                else if (++at < line.Length)
                    quoted.Append(line[at]);
            }

            words.Add(quoted.ToString());
        }

        return words;
    }
}
