// Makes the fields that hold signatures: first without the value of b=, which is what is hashed, then with it. Folds stand only where the
// relaxed form makes one space of them, and inside b= and bh=, whose white space does not count.
using System.Text;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Dkim;

/// <summary>A field with an empty b= tag, ready to be hashed and completed.</summary>
internal sealed class SigningField
{
    private const int LineLength = 76;

    private readonly int _place;

    private SigningField(string text, int place)
    {
        Unsigned = HeaderLine.Of(Encoding.UTF8.GetBytes(text));
        // Everything before b= is ASCII but perhaps the domain.
        _place = Encoding.UTF8.GetByteCount(text.AsSpan(0, place));
    }

    /// <summary>The field without its signature and without its last CRLF.</summary>
    public HeaderLine Unsigned { get; }

    /// <summary>Where the value of b= would stand.</summary>
    public Range Place => _place.._place;

    /// <summary>Lays out a field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tags">Its tags in order; b= among them, with any value.</param>
    public static SigningField Of(string name, IEnumerable<(string Name, string Value)> tags)
    {
        var text = new StringBuilder(name).Append(':');
        var place = 0;
        var line = text.Length;
        var first = true;
        foreach (var (tag, value) in tags)
        {
            if (!first)
            {
                text.Append(';');
                line++;
            }

            first = false;
            var length = tag.Length + 1 + (tag == "b" ? LineLength : value.Length);
            if (line + 1 + length > LineLength)
            {
                text.Append("\r\n\t");
                line = 1;
            }
            else
            {
                text.Append(' ');
                line++;
            }

            text.Append(tag).Append('=');
            line += tag.Length + 1;
            if (tag == "b")
            {
                place = text.Length;
                line = LineLength;
                continue;
            }

            Append(text, value, ref line);
        }

        return new(text.ToString(), place);
    }

    /// <summary>The whole field, its CRLF included.</summary>
    public byte[] Complete(ReadOnlySpan<byte> signature)
    {
        var base64 = Convert.ToBase64String(signature);
        var folded = new StringBuilder(base64.Length + 16);
        for (var at = 0; at < base64.Length; at += LineLength - 4)
        {
            if (at > 0)
                folded.Append("\r\n\t ");
            folded.Append(base64, at, Math.Min(LineLength - 4, base64.Length - at));
        }

        var raw = Unsigned.Raw.Span;
        return [.. raw[.._place], .. Encoding.ASCII.GetBytes(folded.ToString()), .. raw[_place..], .. "\r\n"u8];
    }

    // Only lists of field names are long enough to be cut, at their colons (RFC 6376 §3.5: FWS may stand on either side).
    private static void Append(StringBuilder text, string value, ref int line)
    {
        if (line + value.Length <= 2 * LineLength && !value.Contains(':', StringComparison.Ordinal) || line + value.Length <= LineLength)
        {
            text.Append(value);
            line += value.Length;
            return;
        }

        var first = true;
        foreach (var item in value.Split(':'))
        {
            if (!first)
            {
                text.Append(':');
                line++;
            }

            if (!first && line + item.Length > LineLength)
            {
                text.Append("\r\n\t ");
                line = 2;
            }

            first = false;
            text.Append(item);
            line += item.Length;
        }
    }
}
