using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Transfer;

namespace Culver.Mime.Structure;

/// <summary>Decides from a finished header what a part is: its type, encoding, and whether it is opened for parts of its own.</summary>
internal sealed class ContentTypes
{
    private readonly MimeParameters _parameters = new();

    /// <summary>Sets the part's kind and type. True when a limit kept the part from being opened.</summary>
    public bool Apply(ScannedTree tree, int index, bool mayOpen, MimeLimits limits)
    {
        ref var part = ref tree[index];
        part.Encoding = TransferEncodings.Parse(tree.Values.Slice(part.ContentTransferEncoding));
        if (!part.ContentType.IsPresent)
        {
            // RFC 2046 §5.1.5: in a digest the default is message/rfc822; else RFC 2045 §5.2 says text/plain.
            if (!part.IsDigestChild) return false;
            part.Type = tree.Values.Append("message"u8);
            part.Subtype = tree.Values.Append("rfc822"u8);
        }
        else if (_parameters.ReadContentType(tree.Values.Slice(part.ContentType)))
        {
            part.Type = Lower(tree.Values, _parameters.Main);
            part.Subtype = Lower(tree.Values, _parameters.Sub);
        }
        else
        {
            // RFC 2045 §5.2: a syntactically invalid type is read as plain text in US-ASCII.
            part.ContentType = ByteRange.Absent;
            return false;
        }

        var type = tree.Values.Slice(part.Type);
        if (type.SequenceEqual("multipart"u8)) return ApplyMultipart(tree, index, mayOpen, limits);
        if (!type.SequenceEqual("message"u8)) return false;
        var subtype = tree.Values.Slice(part.Subtype);
        var isGlobal = subtype.SequenceEqual("global"u8);
        if (!isGlobal && !subtype.SequenceEqual("rfc822"u8)) return false;
        if (!mayOpen) return MakeOpaque(ref part, tree);
        part.Kind = PartKind.Message;
        if (isGlobal) part.Flags |= PartFlags.Global;
        return false;
    }

    public static bool IsDigest(ScannedTree tree, int multipart) => tree.Values.Slice(tree[multipart].Subtype).SequenceEqual("digest"u8);

    private bool ApplyMultipart(ScannedTree tree, int index, bool mayOpen, MimeLimits limits)
    {
        ref var part = ref tree[index];
        if (!_parameters.TryFind("boundary"u8, out var parameter)) return MakeText(ref part);
        // RFC 2046 §5.1.1: a boundary cannot end in white space.
        var boundary = Plain(parameter).TrimEnd(" \t"u8);
        if (boundary.IsEmpty || boundary.Length > limits.MaxBoundaryOctets) return MakeText(ref part);
        if (!mayOpen) return MakeOpaque(ref part, tree);
        part.Kind = PartKind.Multipart;
        part.Boundary = tree.Values.Append(boundary);
        return false;
    }

    private ReadOnlySpan<byte> Plain(in MimeParameters.Parameter parameter)
    {
        var value = _parameters.Text(parameter.Value);
        if (!parameter.Extended) return value;
        var decoded = new ByteBuffer(value.Length + 16);
        ExtendedValue.Decode(value, decoded);
        return decoded.Written;
    }

    // A multipart whose parts cannot be found is as if its Content-Type were invalid: one plain text.
    private static bool MakeText(ref ScannedPart part)
    {
        part.ContentType = ByteRange.Absent;
        part.Type = ByteRange.Absent;
        part.Subtype = ByteRange.Absent;
        part.Flags |= PartFlags.Opaque;
        return false;
    }

    private static bool MakeOpaque(ref ScannedPart part, ScannedTree tree)
    {
        part.ContentType = ByteRange.Absent;
        part.Type = tree.Values.Append("application"u8);
        part.Subtype = tree.Values.Append("octet-stream"u8);
        part.Flags |= PartFlags.Opaque;
        return true;
    }

    private static ByteRange Lower(ByteBuffer output, ReadOnlySpan<byte> token)
    {
        var start = output.Length;
        foreach (var octet in token) output.Append(Ascii.ToLower(octet));
        return new ByteRange(start, token.Length);
    }
}
