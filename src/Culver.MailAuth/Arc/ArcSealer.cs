using System.Globalization;
using System.Text;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>Adds a set to a message that is passed on (RFC 8617 §5.1).</summary>
public static class ArcSealer
{
    /// <summary>Seals a message.</summary>
    /// <param name="scan">The message as it leaves, scanned for signing and completed. Signatures added after the scan stay outside the seal.</param>
    /// <param name="chain">What the verifier said of its chain.</param>
    /// <param name="results">What was found when the message came in, as the value of Authentication-Results (RFC 8617 §4.1.1).</param>
    /// <param name="key">The key.</param>
    /// <param name="now">The time of the seal (t=).</param>
    /// <returns>The three fields, to stand before the message; empty when nothing is to be added (RFC 8617 §5.1 (2)) or there is no room for another set.</returns>
    public static byte[] Seal(MessageScan scan, ArcResult chain, string results, DkimSigningKey key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(key);
        return scan.AuthorFields == 0 ? [] : Seal(scan, chain.Outcome, results, SignedFields.ForArc(scan.Header), key, now.ToUnixTimeSeconds());
    }

    // The tags stand in one order, so that one message, key and time have one seal; the instance first and after a space, for there are
    // verifiers that look for it nowhere else (dkimpy).
    internal static byte[] Seal(MessageScan scan, ArcOutcome outcome, string payload, IReadOnlyList<string> names, DkimSigningKey key, long time)
    {
        if (scan.Chain.IsMarkedFailed || scan.Chain.Highest >= ArcChain.MaxSets)
            return [];
        var instance = (scan.Chain.Highest + 1).ToString(CultureInfo.InvariantCulture);
        var stamp = time.ToString(CultureInfo.InvariantCulture);
        var domain = KeyName.Ascii(key.Domain);
        var results = Encoding.UTF8.GetBytes($"ARC-Authentication-Results: i={instance}; {payload}\r\n");
        var body = Convert.ToBase64String(scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
        var message = SigningField.Of("ARC-Message-Signature",
        [
            ("i", instance), ("a", key.Algorithm.TagName()), ("b", ""), ("bh", body), ("c", "relaxed/relaxed"), ("d", domain),
            ("h", string.Join(':', names)), ("s", key.Selector), ("t", stamp),
        ]);
        var signed = message.Complete(key.Sign(HeaderHash.Of(scan.Header, names, Canonicalization.Relaxed, message.Unsigned, message.Place)));
        var status = outcome switch { ArcOutcome.None => "none", ArcOutcome.Pass => "pass", _ => "fail" };
        var seal = SigningField.Of("ARC-Seal",
        [
            ("i", instance), ("a", key.Algorithm.TagName()), ("b", ""), ("cv", status), ("d", domain), ("s", key.Selector), ("t", stamp),
        ]);
        // RFC 8617 §5.1.2: the seal of a broken chain covers its own set alone.
        var before = outcome == ArcOutcome.Pass
            ? scan.Chain.Sets.SelectMany(static set => (HeaderLine[])[set.Results, set.Message.Field, set.Seal.Field])
            : [];
        var hash = SealHash.Of([.. before, HeaderLine.Of(results), HeaderLine.Of(signed)], seal.Unsigned, seal.Place);
        return [.. seal.Complete(key.Sign(hash)), .. signed, .. results];
    }
}
