using System.Buffers;

namespace Culver.Imap.Wire;

/// <summary>The byte classes of RFC 9051 §9, named as there.</summary>
internal static class ImapBytes
{
    /// <summary>ATOM-CHAR: any CHAR except "(" ")" "{" SP CTL "%" "*" DQUOTE "\" "]".</summary>
    public static readonly SearchValues<byte> AtomChar = SearchValues.Create(
        "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~"u8);

    /// <summary>ASTRING-CHAR: ATOM-CHAR and "]".</summary>
    public static readonly SearchValues<byte> AStringChar = SearchValues.Create(
        "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz|}~"u8);

    /// <summary>What a tag is made of: any ASTRING-CHAR except "+".</summary>
    public static readonly SearchValues<byte> TagChar = SearchValues.Create(
        "!#$&',-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz|}~"u8);

    /// <summary>list-char: ATOM-CHAR, the wildcards and "]".</summary>
    public static readonly SearchValues<byte> ListChar = SearchValues.Create(
        "!#$%&'*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz|}~"u8);

    /// <summary>What a word of the protocol goes on with, so that BODY is not found in BODYSTRUCTURE or BODY.PEEK.</summary>
    public static readonly SearchValues<byte> WordChar = SearchValues.Create(
        "+-.0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a quoted string may carry as it is in every mode: printable ASCII and HTAB, without DQUOTE and "\".</summary>
    public static readonly SearchValues<byte> PlainQuoted = SearchValues.Create(
        "\t !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>What ends a plain run inside a quoted string.</summary>
    public static readonly SearchValues<byte> QuotedStop = SearchValues.Create("\"\\\r\n\0"u8);

    /// <summary>NUL, CR and LF: never part of a text on the wire.</summary>
    public static readonly SearchValues<byte> NeverText = SearchValues.Create("\0\r\n"u8);

    /// <summary>The decimal digits.</summary>
    public static readonly SearchValues<byte> Digit = SearchValues.Create("0123456789"u8);
}
