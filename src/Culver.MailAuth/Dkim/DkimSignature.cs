// Reads a DKIM-Signature, or an ARC-Message-Signature, which has nearly the same tags. Rules upheld: every value is checked as RFC 6376 §6.1.1
// asks, nothing is guessed; and what could be read is kept even when something is wrong, so that the result can name the signature.
using System.Globalization;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

internal sealed record DkimSignature(HeaderLine Field)
{
    // More than the base64 of an RSA signature of 8192 bits, the longest there is a key for.
    private const int LongestText = 2048;

    /// <summary>Why the signature is not tried; null when it is well formed.</summary>
    public SignatureProblem? Problem { get; private init; }

    public string AlgorithmName { get; private init; } = "";

    public SignatureAlgorithm Algorithm { get; private init; }

    public string Domain { get; private init; } = "";

    public string Selector { get; private init; } = "";

    /// <summary>i=, or its default.</summary>
    public string Identity { get; private init; } = "";

    public byte[] Signature { get; private init; } = [];

    public byte[] BodyHash { get; private init; } = [];

    public Canonicalization HeaderForm { get; private init; }

    public Canonicalization BodyForm { get; private init; }

    public string[] SignedFields { get; private init; } = [];

    public long? BodyLength { get; private init; }

    public long? Created { get; private init; }

    public long? Expires { get; private init; }

    /// <summary>Where in the field the value of b= stands.</summary>
    public Range SignaturePlace { get; private init; }

    /// <summary>b= without its white space, as much of it as may be told.</summary>
    public string SignatureText { get; private init; } = "";

    public static DkimSignature Parse(HeaderLine field, SignatureKind kind)
    {
        var signature = new DkimSignature(field);
        if (!TagList.TryParse(field.Raw[field.ValueStart..], out var tags))
            return signature with { Problem = SignatureProblem.Syntax("signature syntax error") };
        signature = Read(signature, tags, kind, out var problem);
        return signature with { Problem = problem ?? signature.Problem };
    }

    private static DkimSignature Read(DkimSignature signature, TagList tags, SignatureKind kind, out SignatureProblem? problem)
    {
        var domain = tags["d"]?.ToLowerInvariant() ?? "";
        var text = tags.Compact("b") ?? "";
        var forms = Forms(tags["c"]);
        problem = Missing(tags, kind);
        if (problem is null && forms is null)
            problem = SignatureProblem.Permanent("unknown canonicalization");
        signature = signature with
        {
            AlgorithmName = tags["a"] ?? "",
            Algorithm = SignatureAlgorithms.Named(tags["a"] ?? "") ?? default,
            Domain = domain,
            Selector = tags["s"] ?? "",
            Identity = kind == SignatureKind.Dkim ? tags.Decoded("i") ?? "@" + domain : "",
            Signature = tags.Octets("b") ?? [],
            BodyHash = tags.Octets("bh") ?? [],
            HeaderForm = forms?.Header ?? default,
            BodyForm = forms?.Body ?? default,
            SignedFields = tags.Items("h") ?? [],
            SignatureText = text.Length > LongestText ? text[..LongestText] : text,
        };
        if (problem is not null)
            return signature;
        var (start, length) = tags.Place("b").GetOffsetAndLength(signature.Field.Raw.Length - signature.Field.ValueStart);
        signature = signature with { SignaturePlace = (signature.Field.ValueStart + start)..(signature.Field.ValueStart + start + length) };
        problem = Values(signature, tags, kind) ?? Numbers(ref signature, tags);
        return signature;
    }

    private static SignatureProblem? Missing(TagList tags, SignatureKind kind)
    {
        if (kind == SignatureKind.Dkim && tags["v"] is { } version && version != "1")
            return SignatureProblem.Permanent("incompatible version");
        string[] required = kind == SignatureKind.Dkim ? ["v", "a", "b", "bh", "d", "h", "s"] : ["a", "b", "bh", "d", "h", "s"];
        return Array.Exists(required, name => string.IsNullOrEmpty(tags[name])) ? SignatureProblem.Permanent("signature missing required tag") : null;
    }

    private static SignatureProblem? Values(DkimSignature signature, TagList tags, SignatureKind kind)
    {
        // RFC 8301 §3.1: signatures with rsa-sha1 have permanently failed.
        if (signature.AlgorithmName == "rsa-sha1")
            return SignatureProblem.Permanent("rsa-sha1 is not accepted");
        if (SignatureAlgorithms.Named(signature.AlgorithmName) is null)
            return SignatureProblem.Permanent("unknown algorithm");
        if (signature.Signature.Length == 0 || tags.Octets("bh") is null)
            return SignatureProblem.Syntax("signature syntax error");
        // RFC 6376 §3.5: the hash algorithm is SHA-256 in both that are left.
        if (signature.BodyHash.Length != 32)
            return SignatureProblem.Permanent("body hash of the wrong length");
        if (!KeyName.IsDomain(signature.Domain) || !KeyName.IsSelector(signature.Selector))
            return SignatureProblem.Syntax("signature syntax error");
        if (!Array.TrueForAll(signature.SignedFields, IsFieldName))
            return SignatureProblem.Syntax("signature syntax error");
        if (!Array.Exists(signature.SignedFields, static name => name.Equals("From", StringComparison.OrdinalIgnoreCase)))
            return SignatureProblem.Permanent("From field not signed");
        // RFC 6376 §3.5, q=: unrecognized query methods are ignored; without dns/txt none is left.
        if (tags.Items("q") is { } methods && !Array.Exists(methods, static method => method.Equals("dns/txt", StringComparison.OrdinalIgnoreCase)))
            return SignatureProblem.Permanent("no known query method");
        return kind == SignatureKind.Dkim ? Identified(signature) : Sealable(signature);
    }

    private static SignatureProblem? Identified(DkimSignature signature)
    {
        var at = signature.Identity.LastIndexOf('@');
        if (at < 0)
            return SignatureProblem.Syntax("signature syntax error");
        // RFC 8616 §5: either may be written in its own script.
        var domain = KeyName.Ascii(signature.Identity[(at + 1)..]);
        var signer = KeyName.Ascii(signature.Domain);
        return domain.Equals(signer, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + signer, StringComparison.OrdinalIgnoreCase)
            ? null
            : SignatureProblem.Permanent("domain mismatch");
    }

    // RFC 8617 §4.1.2: no ARC field may be among those signed. Liberty: ARC-Authentication-Results and the message signatures of older sets may,
    // since early sealers signed them and nothing is lost by it; a seal made later than its message signature cannot be.
    private static SignatureProblem? Sealable(DkimSignature signature) =>
        Array.Exists(signature.SignedFields, static name => name.Equals("ARC-Seal", StringComparison.OrdinalIgnoreCase))
            ? SignatureProblem.Permanent("ARC-Seal is signed")
            : null;

    private static SignatureProblem? Numbers(ref DkimSignature signature, TagList tags)
    {
        var broken = SignatureProblem.Syntax("signature syntax error");
        // sig-l-tag = 1*76DIGIT, sig-t-tag = 1*12DIGIT, sig-x-tag = 1*12DIGIT        RFC 6376 §3.5
        if (!TryNumber(tags["l"], 76, out var length) || !TryNumber(tags["t"], 12, out var created) || !TryNumber(tags["x"], 12, out var expires))
            return broken;
        if (created is { } from && expires is { } to && to <= from)
            return broken;
        signature = signature with { BodyLength = length, Created = created, Expires = expires };
        return null;
    }

    private static bool TryNumber(string? text, int digits, out long? number)
    {
        number = null;
        if (text is null)
            return true;
        if (text.Length == 0 || text.Length > digits || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;
        // RFC 6376 §3.5: larger values than fit are valid; they are as good as infinite.
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
        return true;
    }

    private static (Canonicalization Header, Canonicalization Body)? Forms(string? tag)
    {
        if (tag is null)
            return (Canonicalization.Simple, Canonicalization.Simple);
        var names = tag.Split('/');
        if (names.Length > 2 || Form(names[0]) is not { } header)
            return null;
        if (names.Length == 1)
            return (header, Canonicalization.Simple);
        return Form(names[1]) is { } body ? (header, body) : null;
    }

    private static Canonicalization? Form(string name) => name.ToLowerInvariant() switch
    {
        "simple" => Canonicalization.Simple,
        "relaxed" => Canonicalization.Relaxed,
        _ => null,
    };

    // field-name = 1*ftext; ftext = %d33-57 / %d59-126                RFC 5322 §3.6.8
    private static bool IsFieldName(string name) => name.Length > 0 && name.AsSpan().IndexOfAnyExceptInRange('\x21', '\x7E') < 0;
}
