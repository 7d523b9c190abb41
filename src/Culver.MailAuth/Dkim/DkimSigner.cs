using System.Globalization;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

/// <summary>Makes DKIM signatures (RFC 6376 §5): relaxed/relaxed over the whole body, by every key it is given.</summary>
public static class DkimSigner
{
    /// <summary>Signs a message once with each key.</summary>
    /// <param name="scan">The whole message, scanned for signing and completed.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="now">The time of the signature (t=).</param>
    /// <returns>The DKIM-Signature fields, to stand before the message; empty without keys.</returns>
    public static byte[] Sign(MessageScan scan, IReadOnlyList<DkimSigningKey> keys, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(keys);
        // Without a From field there is nobody to sign for, and a header section we did not keep cannot be signed (RFC 6376 §5.4, §5.1).
        if (keys.Count == 0 || scan.AuthorFields == 0)
            return [];
        var names = SignedFields.ForDkim(scan.Header);
        var body = Convert.ToBase64String(scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
        using var output = new MemoryStream();
        foreach (var key in keys)
        {
            var field = SigningField.Of("DKIM-Signature",
            [
                ("v", "1"),
                ("a", key.Algorithm.TagName()),
                ("c", "relaxed/relaxed"),
                ("d", KeyName.Ascii(key.Domain)),
                ("s", key.Selector),
                ("t", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                ("h", string.Join(':', names)),
                ("bh", body),
                ("b", ""),
            ]);
            var hash = HeaderHash.Of(scan.Header, names, Canonicalization.Relaxed, field.Unsigned, field.Place);
            output.Write(field.Complete(key.Sign(hash)));
        }

        return output.ToArray();
    }
}
