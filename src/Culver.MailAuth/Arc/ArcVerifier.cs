using Culver.Dns;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>Validates ARC chains (RFC 8617 §5.2).</summary>
public sealed class ArcVerifier(IDnsResolver resolver)
{
    private readonly SignatureCheck _check = new(new(resolver));

    /// <summary>Validates the chain of a message.</summary>
    /// <param name="scan">The whole message, completed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ArcResult> VerifyAsync(MessageScan scan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scan);
        var chain = scan.Chain;
        if (chain.Problem is { } broken)
            return Failed(chain, broken);
        if (chain.Newest is not { } newest)
            return new(ArcOutcome.None, null, 0, []);
        if (Structure(chain) is { } problem)
            return Failed(chain, problem);
        if (await MessageAsync(scan, newest, cancellationToken) is { } message)
            return Failed(chain, message);
        // RFC 8617 §5.2 (6): from the newest to the oldest.
        for (var i = chain.Sets.Count; i > 0; i--)
        {
            if (await SealAsync(chain, i, cancellationToken) is { } seal)
                return Failed(chain, seal);
        }

        return new(ArcOutcome.Pass, null, chain.Sets.Count, [.. chain.Sets.Select(static set => set.Seal.Domain)])
        {
            OldestPass = await OldestPassAsync(scan, chain, cancellationToken),
        };
    }

    // RFC 8617 §5.2 (5): down to the first that does not validate, which makes nothing of the chain worse.
    private async ValueTask<int> OldestPassAsync(MessageScan scan, ArcChain chain, CancellationToken cancellationToken)
    {
        for (var i = chain.Sets.Count - 1; i > 0; i--)
        {
            // Part of a body is hashed for the newest alone.
            if (chain.Sets[i - 1].Message.BodyLength is not null || await MessageAsync(scan, chain.Sets[i - 1], cancellationToken) is not null)
                return i + 1;
        }

        return 0;
    }

    // RFC 8617 §5.2 (2) and (3) C
    private static string? Structure(ArcChain chain)
    {
        if (chain.IsMarkedFailed)
            return "marked as failed on the way";
        foreach (var set in chain.Sets)
        {
            if (set.Seal.Problem is { } problem)
                return $"i={set.Instance}: {problem}";
            if (set.Seal.Status != (set.Instance == 1 ? "none" : "pass"))
                return $"i={set.Instance}: cv={set.Seal.Status}";
        }

        return null;
    }

    // RFC 8617 §5.2 (4)
    private async ValueTask<string?> MessageAsync(MessageScan scan, ArcSet set, CancellationToken cancellationToken)
    {
        var signature = set.Message;
        if ((signature.Problem ?? DkimVerifier.CheckBody(scan, signature)) is { } problem)
            return $"i={set.Instance}: message: {problem.Reason}";
        var hash = HeaderHash.Of(scan.Header, signature.SignedFields, signature.HeaderForm, signature.Field, signature.SignaturePlace);
        var claim = new SignatureClaim(signature.Selector, signature.Domain, signature.Algorithm, null, hash, signature.Signature);
        var result = await _check.CheckAsync(claim, cancellationToken);
        return result.Problem is null ? null : $"i={set.Instance}: message: {result.Problem.Reason}";
    }

    private async ValueTask<string?> SealAsync(ArcChain chain, int instance, CancellationToken cancellationToken)
    {
        var set = chain.Sets[instance - 1];
        var before = chain.Sets.Take(instance - 1).SelectMany(static set => (HeaderLine[])[set.Results, set.Message.Field, set.Seal.Field]);
        var hash = SealHash.Of([.. before, set.Results, set.Message.Field], set.Seal.Field, set.Seal.SignaturePlace);
        var claim = new SignatureClaim(set.Seal.Selector, set.Seal.Domain, set.Seal.Algorithm, null, hash, set.Seal.Signature);
        var result = await _check.CheckAsync(claim, cancellationToken);
        return result.Problem is null ? null : $"i={instance}: seal: {result.Problem.Reason}";
    }

    private static ArcResult Failed(ArcChain chain, string reason) => new(ArcOutcome.Fail, reason, chain.Highest, []);
}
