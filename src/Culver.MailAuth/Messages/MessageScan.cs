// One pass over a message as it arrives, for everything that is asked about it afterwards. Rules upheld:
// - Only the header section is kept, up to a limit, and one running hash for each form and length of body that a signature names.
// - The number of signatures looked at is bounded, so a message cannot buy more work than its own length.
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.Mime.Headers;

namespace Culver.MailAuth.Messages;

/// <summary>Reads a message once: keeps its header section and hashes its body for every signature in it (RFC 6376 §3.7). Not safe for use by two threads.</summary>
public sealed class MessageScan : IDisposable
{
    private readonly HeaderSection _header;
    private readonly List<BodyCanonicalizer> _bodies = [];
    private readonly bool _signing;
    private readonly int _maxSignatures;
    private bool _inBody;

    private MessageScan(ScanLimits limits, bool signing)
    {
        _header = new(limits.MaxHeaderSize);
        _maxSignatures = limits.MaxSignatures;
        _signing = signing;
    }

    /// <summary>The domains of the author addresses (From, RFC 5322 §3.6.2) as they are written, in their order; empty when there is none that can be read.</summary>
    public IReadOnlyList<string> AuthorDomains { get; private set; } = [];

    /// <summary>How many From fields there are; a message has one (RFC 5322 §3.6).</summary>
    public int AuthorFields => _header.Named("From").Count;

    /// <summary>Whether the header section was longer than the limit, so that nothing can be said about the message.</summary>
    public bool IsHeaderTooLong => _header.IsTooLong;

    /// <summary>Whether a field of this name is there.</summary>
    public bool HasField(string name) => _header.Named(name).Count > 0;

    internal HeaderSection Header => _header;

    /// <summary>The DKIM signatures, from top to bottom, not more than the limit.</summary>
    internal IReadOnlyList<DkimSignature> Signatures { get; private set; } = [];

    /// <summary>The chain of ARC sets.</summary>
    internal ArcChain Chain { get; private set; } = ArcChain.Empty;

    /// <summary>A scan for the verification of DKIM signatures and an ARC chain.</summary>
    public static MessageScan ForVerification(ScanLimits limits) => new(limits, signing: false);

    /// <summary>A scan for making signatures and seals; the chain that is there is verified by it as well.</summary>
    public static MessageScan ForSigning(ScanLimits limits) => new(limits, signing: true);

    /// <summary>Takes more of the message.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        if (!_header.IsComplete)
            content = content[_header.Take(content)..];
        if (!_header.IsComplete)
            return;
        BeginBody();
        foreach (var body in _bodies)
            body.Write(content);
    }

    /// <summary>Says that the message is over.</summary>
    public void Complete()
    {
        _header.Finish();
        BeginBody();
        foreach (var body in _bodies)
            body.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var body in _bodies)
            body.Dispose();
    }

    internal BodyHash BodyHash(Canonicalization form, long? limit)
    {
        var body = _bodies.Find(known => known.Form == form);
        if (body is null)
            _bodies.Add(body = new(form));
        return body.Hash(limit);
    }

    private void BeginBody()
    {
        if (_inBody)
            return;
        _inBody = true;
        AuthorDomains = Domains(_header);
        Signatures = [.. _header.Named("DKIM-Signature").Take(_maxSignatures).Select(static field => DkimSignature.Parse(field, SignatureKind.Dkim))];
        foreach (var signature in Signatures)
        {
            if (signature.Problem is null)
                BodyHash(signature.BodyForm, signature.BodyLength);
        }

        Chain = ArcChain.Read(_header);
        if (Chain.Newest is { Message.Problem: null } newest)
            BodyHash(newest.Message.BodyForm, newest.Message.BodyLength);
        // Whole bodies have two forms, so that fifty sets cost no more than two.
        foreach (var set in Chain.Sets)
        {
            if (set.Message is { Problem: null, BodyLength: null })
                BodyHash(set.Message.BodyForm, limit: null);
        }

        if (_signing)
            BodyHash(Canonicalization.Relaxed, limit: null);
    }

    private static List<string> Domains(HeaderSection header)
    {
        List<string> domains = [];
        foreach (var field in header.Named("From"))
        {
            foreach (var address in AddressList.Parse(field.Value).Mailboxes)
            {
                if (!string.IsNullOrEmpty(address.Host))
                    domains.Add(address.Host);
            }
        }

        return domains;
    }
}
