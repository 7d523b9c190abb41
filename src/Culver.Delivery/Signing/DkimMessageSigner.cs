// Signs what leaves. Rules upheld:
// - Signed with our name is only what a user of ours submitted or what we wrote ourselves. What came from elsewhere and is passed on is never signed, whatever its From says: it
//   is sealed (ARC), which says no more than what we saw.
// - The message is read once, in pieces.
using System.Buffers;
using Culver.Identity.Addresses;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;
using Culver.MailAuth.Results;
using Culver.Storage;

namespace Culver.Delivery.Signing;

/// <summary>Makes DKIM signatures (RFC 6376) for our own mail and ARC seals (RFC 8617) for that of others.</summary>
internal sealed class DkimMessageSigner(DkimKeys? keys, ArcVerifier? arc, MailAuthOptions options, TimeProvider time) : IMessageSigner
{
    private const int PieceSize = 64 * 1024;

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(OutgoingMessage message, IMessageContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(content);
        if (!options.Sign || keys is null)
            return default;
        using var scan = MessageScan.ForSigning(new(options.MaxHeaderSize, options.MaxSignatures));
        await ReadAsync(scan, content, cancellationToken);
        // A message that was received bears our Received field, one that was made here bears none.
        if (message.Account is null && scan.HasField("Received"))
            return await SealAsync(scan, keys, cancellationToken);
        foreach (var domain in scan.AuthorDomains)
        {
            if (await SigningAsync(keys, domain, cancellationToken) is { Count: > 0 } signing)
                return DkimSigner.Sign(scan, signing, time.GetUtcNow());
        }

        return default;
    }

    private async ValueTask<ReadOnlyMemory<byte>> SealAsync(MessageScan scan, DkimKeys keys, CancellationToken cancellationToken)
    {
        if (arc is null || options.SealDomain.Length == 0)
            return default;
        var signing = await keys.SigningAsync(options.SealDomain, cancellationToken);
        // RSA: the seal is one signature, and not everybody can verify the other kind yet.
        if (signing.FirstOrDefault(static key => key.Algorithm == SignatureAlgorithm.RsaSha256) is not { } key)
            return default;
        var chain = await arc.VerifyAsync(scan, cancellationToken);
        var results = AuthenticationResults.Find(scan, options.AuthservId) ?? new AuthenticationResults(options.AuthservId, []).Payload;
        return ArcSealer.Seal(scan, chain, results, key, time.GetUtcNow());
    }

    // The author's domain, or one above it that signs for all below (RFC 6376 §3.10).
    private static async ValueTask<IReadOnlyList<DkimSigningKey>> SigningAsync(DkimKeys keys, string domain, CancellationToken cancellationToken)
    {
        // RFC 8616 §5: a domain in its own script signs as its A-labels, under which its keys are kept.
        if (!EmailAddress.TryReadDomain(domain, out domain))
            return [];
        while (true)
        {
            if (await keys.SigningAsync(domain, cancellationToken) is { Count: > 0 } found)
                return found;
            var dot = domain.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
                return [];
            domain = domain[(dot + 1)..];
        }
    }

    private static async ValueTask ReadAsync(MessageScan scan, IMessageContent content, CancellationToken cancellationToken)
    {
        if (!content.Memory.IsEmpty)
        {
            scan.Write(content.Memory.Span);
            scan.Complete();
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (long at = 0; ;)
            {
                var read = await content.ReadAsync(at, buffer, cancellationToken);
                if (read == 0)
                    break;
                at += read;
                scan.Write(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        scan.Complete();
    }
}
