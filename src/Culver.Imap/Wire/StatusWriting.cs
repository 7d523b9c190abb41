using System.Text;

namespace Culver.Imap.Wire;

/// <summary>Status responses and continuation requests (RFC 9051 §7.1, §7.7).</summary>
internal static class StatusWriting
{
    /// <summary>
    /// response-tagged = tag SP resp-cond-state CRLF. Without a tag, where the client's could not be read, it is untagged
    /// (RFC 9051 §7.1.3).
    /// </summary>
    public static void Tagged(this ImapWriter writer, ReadOnlySpan<byte> tag, ResponseStatus status, ResponseCode? code, string text)
    {
        if (tag.IsEmpty)
        {
            writer.Status(status, code, text);
            return;
        }

        if (tag.ContainsAnyExcept(ImapBytes.TagChar))
        {
            throw new ArgumentException("Not a tag.");
        }

        writer.Copy(tag);
        writer.Space();
        ConditionState(writer, status, code, text);
    }

    /// <summary>An untagged OK, NO, BAD, PREAUTH or BYE.</summary>
    public static void Status(this ImapWriter writer, ResponseStatus status, ResponseCode? code, string text)
    {
        writer.Untagged();
        ConditionState(writer, status, code, text);
    }

    /// <summary>continue-req = "+" SP resp-text CRLF. Some clients want text, so there is always some.</summary>
    public static void ContinuationRequest(this ImapWriter writer, string text)
    {
        writer.Copy("+ "u8);
        Text(writer, text, "Ready", hasCode: false);
        writer.CrLf();
    }

    /// <summary>continue-req = "+" SP base64 CRLF: a challenge of AUTHENTICATE, which may be empty.</summary>
    public static void ContinuationRequest(this ImapWriter writer, ReadOnlySpan<byte> challenge)
    {
        writer.Copy("+ "u8);
        var length = System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(challenge.Length);
        System.Buffers.Text.Base64.EncodeToUtf8(challenge, writer.Reserve(length), out _, out var written);
        writer.Advance(written);
        writer.CrLf();
    }

    private static void ConditionState(ImapWriter writer, ResponseStatus status, ResponseCode? code, string text)
    {
        writer.Copy(status switch
        {
            ResponseStatus.Ok => "OK "u8,
            ResponseStatus.No => "NO "u8,
            ResponseStatus.Bad => "BAD "u8,
            ResponseStatus.PreAuth => "PREAUTH "u8,
            ResponseStatus.Bye => "BYE "u8,
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        });
        if (code is not null)
        {
            writer.Octet((byte)'[');
            code.Write(writer);
            writer.Copy("] "u8);
        }

        Text(writer, text, status switch { ResponseStatus.Ok => "Done", ResponseStatus.Bye => "Goodbye", ResponseStatus.PreAuth => "Welcome", _ => "Not done" }, code is not null);
        writer.CrLf();
    }

    /// <summary>
    /// text = 1*TEXT-CHAR: never empty and without a space at its end (clients choke on either), on one line, ASCII until
    /// UTF-8 is enabled (RFC 9051 §9, text), and not to be taken for a response code.
    /// </summary>
    private static void Text(ImapWriter writer, string text, string otherwise, bool hasCode)
    {
        var plain = text.AsSpan().Trim();
        if (plain.IsEmpty)
        {
            plain = otherwise;
        }

        if (!hasCode && plain[0] == '[')
        {
            writer.Octet((byte)'(');
            plain = plain[1..];
        }

        Span<byte> encoded = stackalloc byte[4];
        foreach (var rune in plain.EnumerateRunes())
        {
            if (rune.Value is >= ' ' and <= '~')
            {
                writer.Octet((byte)rune.Value);
            }
            else if (Rune.IsControl(rune))
            {
                writer.Octet((byte)' ');
            }
            else if (writer.Mode == WireMode.Utf8)
            {
                writer.Copy(encoded[..rune.EncodeToUtf8(encoded)]);
            }
            else
            {
                writer.Octet((byte)'?');
            }
        }
    }
}
