using System.Security.Cryptography;

namespace Culver.MailAuth.Dkim;

/// <summary>Tries a hash and a signature against the keys in the DNS: the part DKIM and ARC share.</summary>
internal sealed class SignatureCheck(KeySource keys)
{
    /// <summary>Looks for a key under which the signature is good (RFC 6376 §6.1.2, §6.1.3).</summary>
    /// <param name="claim">Whose signature it is said to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<CheckedSignature> CheckAsync(SignatureClaim claim, CancellationToken cancellationToken)
    {
        switch (await keys.FindAsync(claim.Selector, claim.Domain, cancellationToken))
        {
            case KeyLookup.Missing:
                return new(new(DkimOutcome.PermError, "no key for signature"), null);
            case KeyLookup.Unavailable:
                return new(new(DkimOutcome.TempError, "key unavailable"), null);
            case KeyLookup.Found found:
                CheckedSignature? first = null;
                // RFC 6376 §6.1.2 (4): several records are tried in turn; what is told is what the first one came to.
                foreach (var text in found.Records)
                {
                    var record = DkimKeyRecord.Parse(text, claim.Algorithm);
                    var result = new CheckedSignature(Try(record, claim), record);
                    if (result.Problem is null)
                        return result;
                    first ??= result;
                }

                return first!;
            default:
                throw new InvalidOperationException("Unknown answer.");
        }
    }

    private static SignatureProblem? Try(DkimKeyRecord record, SignatureClaim claim)
    {
        if (record.Problem is { } problem)
            return problem;
        // RFC 6376 §3.6.1, t=s
        if (record.IsStrict && claim.IdentityDomain is { } domain && !KeyName.Ascii(domain).Equals(KeyName.Ascii(claim.Domain), StringComparison.OrdinalIgnoreCase))
            return SignatureProblem.Permanent("domain mismatch");
        try
        {
            return record.Key!.Verifies(claim.Hash, claim.Signature) ? null : new(DkimOutcome.Fail, "signature did not verify");
        }
        catch (CryptographicException)
        {
            return SignatureProblem.Permanent("key syntax error");
        }
    }
}
