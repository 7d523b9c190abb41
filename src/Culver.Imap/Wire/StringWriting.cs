using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Culver.Imap.Wire;

/// <summary>The string forms: each chooses the shortest way of writing that carries its octets unharmed.</summary>
internal static class StringWriting
{
    /// <summary>The longest string written in quotes; RFC 2683 §3.2.1.5 advises against very long lines.</summary>
    private const int LongestQuoted = 1024;

    /// <summary>astring = 1*ASTRING-CHAR / string; an atom where that is enough.</summary>
    public static void AString(this ImapWriter writer, ReadOnlySpan<byte> value)
    {
        // An atom that reads NIL is taken for nil by clients that expect nstring; quotes are always right.
        if (value.IsEmpty || value.ContainsAnyExcept(ImapBytes.AStringChar) || Ascii.EqualsIgnoreCase(value, "NIL"u8))
        {
            writer.String(value);
        }
        else
        {
            writer.Copy(value);
        }
    }

    /// <summary>astring of text, in UTF-8.</summary>
    public static void AString(this ImapWriter writer, string value) => Encoded(writer, value, static (writer, bytes) => writer.AString(bytes));

    /// <summary>
    /// string = quoted / literal: quoted where the mode allows it, else a literal. A NUL, which neither may hold
    /// (RFC 9051 §9, rule 3), is written as "?"; octets that must survive go through a literal8.
    /// </summary>
    public static void String(this ImapWriter writer, ReadOnlySpan<byte> value)
    {
        if (value.Length <= LongestQuoted && IsQuotable(value, writer.Mode))
        {
            Quote(writer, value);
            return;
        }

        writer.LiteralHeader(value.Length);
        while (!value.IsEmpty)
        {
            var nul = value.IndexOf((byte)0);
            writer.LiteralBytes(nul < 0 ? value : value[..nul]);
            if (nul < 0)
            {
                return;
            }

            writer.LiteralBytes("?"u8);
            value = value[(nul + 1)..];
        }
    }

    /// <summary>string of text, in UTF-8.</summary>
    public static void String(this ImapWriter writer, string value) => Encoded(writer, value, static (writer, bytes) => writer.String(bytes));

    /// <summary>nstring = string / nil; null is nil.</summary>
    public static void NString(this ImapWriter writer, string? value)
    {
        if (value is null)
        {
            writer.Nil();
        }
        else
        {
            writer.String(value);
        }
    }

    /// <summary>nstring = string / nil; null is nil.</summary>
    public static void NString(this ImapWriter writer, ReadOnlyMemory<byte>? value)
    {
        if (value is { } octets)
        {
            writer.String(octets.Span);
        }
        else
        {
            writer.Nil();
        }
    }

    /// <summary>quoted, for what is always quotable; anything else is our mistake.</summary>
    public static void Quoted(this ImapWriter writer, ReadOnlySpan<byte> value)
    {
        if (!IsQuotable(value, writer.Mode))
        {
            throw new ArgumentException("Not quotable.");
        }

        Quote(writer, value);
    }

    /// <summary>quoted, for text that is always quotable; anything else is our mistake.</summary>
    public static void Quoted(this ImapWriter writer, string value) => Encoded(writer, value, static (writer, bytes) => writer.Quoted(bytes));

    /// <summary>
    /// mailbox = "INBOX" / astring, in modified UTF-7 (RFC 3501 §5.1.3) or UTF-8 (RFC 9051 §5.1) as the mode says.
    /// </summary>
    public static void Mailbox(this ImapWriter writer, string name)
    {
        if (writer.Mode == WireMode.Utf8 || (Ascii.IsValid(name) && !name.Contains('&', StringComparison.Ordinal)))
        {
            writer.AString(name);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(ModifiedUtf7.MostBytes(name.Length));
        var length = ModifiedUtf7.Encode(name, rented);
        writer.AString(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static bool IsQuotable(ReadOnlySpan<byte> value, WireMode mode)
    {
        var beyond = false;
        while (true)
        {
            var odd = value.IndexOfAnyExcept(ImapBytes.PlainQuoted);
            if (odd < 0)
            {
                return true;
            }

            switch (value[odd])
            {
                case (byte)'"' or (byte)'\\':
                    break;
                case >= 0x80 when mode == WireMode.Utf8:
                    if (!beyond && !Utf8.IsValid(value[odd..]))
                    {
                        return false;
                    }

                    beyond = true;
                    break;
                default:
                    return false;
            }

            value = value[(odd + 1)..];
        }
    }

    private static void Quote(ImapWriter writer, ReadOnlySpan<byte> value)
    {
        writer.Octet((byte)'"');
        while (!value.IsEmpty)
        {
            var special = value.IndexOfAny((byte)'"', (byte)'\\');
            if (special < 0)
            {
                writer.Copy(value);
                break;
            }

            writer.Copy(value[..special]);
            writer.Octet((byte)'\\');
            writer.Octet(value[special]);
            value = value[(special + 1)..];
        }

        writer.Octet((byte)'"');
    }

    private static void Encoded(ImapWriter writer, string value, Action<ImapWriter, ReadOnlySpan<byte>> write)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most <= 512 ? null : ArrayPool<byte>.Shared.Rent(most);
        Span<byte> buffer = rented ?? stackalloc byte[512];
        var length = Encoding.UTF8.GetBytes(value, buffer);
        write(writer, buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
