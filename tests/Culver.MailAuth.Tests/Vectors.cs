using System.Text;
using Culver.Dns.Zones;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests;

/// <summary>The published messages and keys in the folder of the same name.</summary>
internal static class Vectors
{
    /// <summary>RFC 8463 appendix A.1, and the key of the public ARC test suite.</summary>
    public static DkimSigningKey RsaKey(string domain, string selector) => DkimSigningKey.FromPem(domain, selector, Text("rfc8463-rsa.pem"));

    /// <summary>RFC 8463 appendix A.1: the first key of RFC 8032.</summary>
    public static DkimSigningKey EdwardsKey(string domain, string selector) =>
        DkimSigningKey.FromSeed(domain, selector, Convert.FromBase64String("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="));

    public static ZoneResolver Keys(params ReadOnlySpan<string> more) => ZoneResolver.Parse(Text("keys.zone") + string.Join('\n', more.ToArray()));

    public static string Text(string name)
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A message with CRLF.</summary>
    public static string Message(string name) => Crlf(Text(name));

    public static string Crlf(string text) => text.ReplaceLineEndings("\r\n");

    public static MessageScan Scan(string message, bool signing = false, int piece = int.MaxValue)
    {
        var scan = signing ? MessageScan.ForSigning(new()) : MessageScan.ForVerification(new());
        var octets = Encoding.UTF8.GetBytes(message);
        for (var at = 0; at < octets.Length;)
        {
            var length = Math.Min(piece, octets.Length - at);
            scan.Write(octets.AsSpan(at, length));
            at += length;
        }

        scan.Complete();
        return scan;
    }

    public static string Record(DkimSigningKey key, string flags = "") => $"{key.RecordName} TXT {Quoted(key.RecordText.Replace("; p=", $";{flags} p=", StringComparison.Ordinal))}";

    public static string Quoted(string text) => string.Join(' ', text.Chunk(255).Select(static part => $"\"{new string(part)}\""));
}
