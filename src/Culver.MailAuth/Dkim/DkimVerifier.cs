using Culver.Dns;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

/// <summary>Verifies DKIM signatures (RFC 6376 §6.1, RFC 8301, RFC 8463).</summary>
public sealed class DkimVerifier(IDnsResolver resolver, TimeProvider time)
{
    // Liberty, RFC 6376 §3.5, x=: clocks differ by minutes.
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(5);

    private const int LeastTold = 8;

    private readonly SignatureCheck _check = new(new(resolver));

    /// <summary>Verifies every signature of a message; the keys are asked for side by side.</summary>
    /// <param name="scan">The whole message, completed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A result for each signature, from top to bottom; none for a message without any.</returns>
    public async ValueTask<IReadOnlyList<DkimResult>> VerifyAsync(MessageScan scan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var checks = scan.Signatures.Select(signature => VerifyAsync(scan, signature, cancellationToken)).ToArray();
        return Told(scan, await Task.WhenAll(checks));
    }

    /// <summary>What is known of the signatures of a message that could not be verified in time: whose each is said to be.</summary>
    /// <param name="scan">The whole message, completed.</param>
    /// <param name="reason">Why they were not verified.</param>
    public static IReadOnlyList<DkimResult> Unverified(MessageScan scan, string reason)
    {
        ArgumentNullException.ThrowIfNull(scan);
        return Told(scan, [.. scan.Signatures.Select(signature => Result(signature, signature.Problem ?? new(DkimOutcome.TempError, reason), null))]);
    }

    /// <summary>Checks the hash of the body (RFC 6376 §6.1.3 (3)).</summary>
    internal static SignatureProblem? CheckBody(MessageScan scan, DkimSignature signature)
    {
        var body = scan.BodyHash(signature.BodyForm, signature.BodyLength);
        // RFC 6376 §3.5, l=: it must not be larger than the body.
        if (signature.BodyLength > body.Length)
            return SignatureProblem.Permanent("body shorter than l=");
        if (!body.Value.AsSpan().SequenceEqual(signature.BodyHash))
            return new(DkimOutcome.Fail, "body hash did not verify");
        // RFC 6376 §6.1.3, §8.2: what stands behind l= was written by anybody and may hide what was signed, so that such a signature speaks
        // for no message here. RFC 8601 §2.7.1: signed, and an aspect of it is not acceptable.
        return signature.BodyLength < body.Length ? SignatureProblem.Unacceptable("content behind l= is not signed") : null;
    }

    private async Task<DkimResult> VerifyAsync(MessageScan scan, DkimSignature signature, CancellationToken cancellationToken)
    {
        if ((signature.Problem ?? Expired(signature)) is { } problem)
            return Result(signature, problem, null);
        if (CheckBody(scan, signature) is { } body)
            return Result(signature, body, null);
        var hash = HeaderHash.Of(scan.Header, signature.SignedFields, signature.HeaderForm, signature.Field, signature.SignaturePlace);
        var claim = new SignatureClaim(
            signature.Selector, signature.Domain, signature.Algorithm, signature.Identity[(signature.Identity.LastIndexOf('@') + 1)..], hash, signature.Signature);
        var result = await _check.CheckAsync(claim, cancellationToken);
        // RFC 6376 §3.6.1, t=y: such a message is not to be treated otherwise than one without a signature, whether it verifies or not.
        if (result.Record is { IsTesting: true })
            return Result(signature, new(DkimOutcome.Neutral, result.Problem is null ? "good, with a key in testing" : $"{result.Problem.Reason}, with a key in testing"), result.Record);
        return Result(signature, result.Problem, result.Record);
    }

    // RFC 6008 §4: at least the first eight characters of b=, and enough of them that no two results are told by the same.
    private static DkimResult[] Told(MessageScan scan, DkimResult[] results)
    {
        for (var i = 0; i < results.Length; i++)
        {
            var text = scan.Signatures[i].SignatureText;
            var length = LeastTold;
            for (var j = 0; j < results.Length; j++)
            {
                var other = scan.Signatures[j].SignatureText;
                if (other != text)
                    length = Math.Max(length, text.AsSpan().CommonPrefixLength(other) + 1);
            }

            results[i] = results[i] with { SignatureStart = text[..Math.Min(length, text.Length)] };
        }

        return results;
    }

    private SignatureProblem? Expired(DkimSignature signature) =>
        signature.Expires < (time.GetUtcNow() - Drift).ToUnixTimeSeconds() ? SignatureProblem.Unacceptable("signature expired") : null;

    private static DkimResult Result(DkimSignature signature, SignatureProblem? problem, DkimKeyRecord? record) => new(
        problem?.Outcome ?? DkimOutcome.Pass,
        problem?.Reason,
        signature.Domain,
        signature.Selector,
        signature.Identity,
        signature.AlgorithmName,
        "") { KeyBits = record?.Bits ?? 0 };
}
