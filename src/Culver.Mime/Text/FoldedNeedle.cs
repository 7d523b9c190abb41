using Culver.Mime.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Text;

/// <summary>
/// A text to look for in header fields, folded once and asked of many (RFC 9051 §6.4.4: a substring of the decoded field, without
/// regard to case). Plain ASCII fields, which most are, cost no allocation.
/// </summary>
public sealed class FoldedNeedle
{
    private const int MaxQuickOctets = 2048;
    private readonly byte[] _folded;

    /// <summary>Folds the text to look for.</summary>
    public FoldedNeedle(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = new ByteBuffer(text.Length + 16);
        TextFolding.Fold(text.AsSpan(), output);
        _folded = output.Written.ToArray();
    }

    /// <summary>The text is empty, and so in every field.</summary>
    public bool IsEmpty => _folded.Length == 0;

    /// <summary>Whether it is in the decoded text of a raw field value, which may be folded over lines.</summary>
    public bool IsIn(ReadOnlySpan<byte> rawValue)
    {
        if (IsEmpty) return true;
        var value = rawValue.Trim(" \t\r\n"u8);
        // An encoded-word, 8-bit text or an escape sequence wants decoding; folding of ASCII is lower case.
        if (value.Length > MaxQuickOctets || value.Contains((byte)0x1B) || value.IndexOf("=?"u8) >= 0 || Headers.Ascii.HasEightBit(value)) return IsInDecoded(rawValue);
        Span<byte> lower = stackalloc byte[MaxQuickOctets];
        return lower[..Unfold(value, lower)].IndexOf(_folded) >= 0;
    }

    // As HeaderFields.AppendUnfolded has it.
    private static int Unfold(ReadOnlySpan<byte> value, Span<byte> lower)
    {
        var length = 0;
        while (true)
        {
            var stop = value.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            var text = stop < 0 ? value : value[..stop];
            System.Text.Ascii.ToLower(text, lower[length..], out var written);
            length += written;
            if (stop < 0) return length;
            if (value[stop] == '\r' && stop + 1 < value.Length && value[stop + 1] != '\n') lower[length++] = (byte)' ';
            value = value[(stop + 1)..];
        }
    }

    private bool IsInDecoded(ReadOnlySpan<byte> rawValue)
    {
        var decoded = new ByteBuffer(rawValue.Length + 16);
        HeaderText.DecodeTo(rawValue, decoded);
        var folded = new ByteBuffer(decoded.Length + 16);
        TextFolding.FoldUtf8(decoded.Written, folded);
        return folded.Written.IndexOf(_folded) >= 0;
    }
}
