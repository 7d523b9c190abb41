using System.Buffers;

namespace Culver.MailAuth.Messages;

/// <summary>Writes header fields in the form they are hashed in (RFC 6376 §3.4.1, §3.4.2).</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>Writes a whole field, CRLF included.</summary>
    public static void Write(HeaderLine field, Canonicalization form, IBufferWriter<byte> output)
    {
        if (form == Canonicalization.Simple)
            output.Write(field.Raw.Span);
        else
            WriteRelaxed(field, output);
    }

    /// <summary>
    /// Writes the field that holds the signature, as the last one: without the value of its b= tag and without its CRLF
    /// (RFC 6376 §3.7).
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="signature">Where in it the value of b= stands, the white space around it included.</param>
    /// <param name="form">The form.</param>
    /// <param name="output">Takes it.</param>
    public static void WriteUnsigned(HeaderLine field, Range signature, Canonicalization form, IBufferWriter<byte> output)
    {
        var raw = field.Raw.Span;
        var (start, length) = signature.GetOffsetAndLength(raw.Length);
        byte[] rest = [.. raw[..start], .. raw[(start + length)..].TrimEnd("\r\n"u8)];
        if (form == Canonicalization.Simple)
        {
            output.Write(rest);
            return;
        }

        var whole = new ArrayBufferWriter<byte>(rest.Length + 2);
        WriteRelaxed(new(rest, field.NameLength, field.ValueStart), whole);
        output.Write(whole.WrittenSpan[..^2]);
    }

    private static void WriteRelaxed(HeaderLine field, IBufferWriter<byte> output)
    {
        var name = field.Name;
        var value = field.Value;
        var to = output.GetSpan(name.Length + value.Length + 3);
        var written = 0;
        foreach (var b in name)
            to[written++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        to[written++] = (byte)':';
        // White space at either end of the value goes, and each run inside it, folds included, becomes one space.
        var space = false;
        var begun = false;
        for (var i = 0; i < value.Length; i++)
        {
            var b = value[i];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\n' || (b == '\r' && i + 1 < value.Length && value[i + 1] == '\n'))
            {
                space = begun;
                continue;
            }

            if (space)
                to[written++] = (byte)' ';
            space = false;
            begun = true;
            to[written++] = b;
        }

        to[written++] = (byte)'\r';
        to[written++] = (byte)'\n';
        output.Advance(written);
    }
}
