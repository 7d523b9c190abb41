using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

/// <summary>Which fields our signatures cover (RFC 6376 §5.4).</summary>
internal static class SignedFields
{
    // Named once more than they occur, so that nobody can add another without breaking the signature (RFC 6376 §5.4.2, §8.15).
    private static readonly string[] Closed =
    [
        "from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
        "content-transfer-encoding",
    ];

    // Named as often as they occur: those who pass a message on may add their own (RFC 6376 §5.4.1).
    private static readonly string[] Open =
    [
        "content-disposition", "content-id", "content-description", "content-language", "autocrypt", "openpgp", "auto-submitted",
        "resent-date", "resent-from", "resent-sender", "resent-to", "resent-cc", "resent-message-id",
        "list-id", "list-help", "list-unsubscribe", "list-unsubscribe-post", "list-subscribe", "list-post", "list-owner", "list-archive",
    ];

    /// <summary>h= for a DKIM signature.</summary>
    public static List<string> ForDkim(HeaderSection header)
    {
        List<string> names = [];
        foreach (var name in Closed)
            names.AddRange(Enumerable.Repeat(name, header.Named(name).Count + 1));
        foreach (var name in Open)
            names.AddRange(Enumerable.Repeat(name, header.Named(name).Count));
        return names;
    }

    /// <summary>h= for an ARC message signature: DKIM signatures too, and no ARC field and no results (RFC 8617 §4.1.2).</summary>
    public static List<string> ForArc(HeaderSection header)
    {
        List<string> names = [];
        foreach (var name in (string[])["dkim-signature", .. Closed, .. Open])
            names.AddRange(Enumerable.Repeat(name, header.Named(name).Count));
        if (!names.Contains("from"))
            names.Add("from");
        return names;
    }
}
