using System.Text;

namespace Culver.Imap.Wire;

/// <summary>The rules of mailbox names and patterns; both come out as text, in whatever way they were encoded.</summary>
internal static class MailboxReading
{
    /// <summary>mailbox = "INBOX" / astring; INBOX in any case comes out as "INBOX" (RFC 9051 §5.1).</summary>
    public static string Mailbox(this ref ImapReader reader)
    {
        var start = reader.Position;
        var name = reader.Peek is '"' or '{' ? reader.StringBytes() : reader.Run(ImapBytes.AStringChar, "a mailbox name");
        return Ascii.EqualsIgnoreCase(name, "INBOX"u8) ? "INBOX" : Decode(ref reader, name, start);
    }

    /// <summary>list-mailbox = 1*list-char / string; list-char = ATOM-CHAR / list-wildcards / resp-specials</summary>
    public static string ListMailbox(this ref ImapReader reader)
    {
        var start = reader.Position;
        var pattern = reader.Peek is '"' or '{' ? reader.StringBytes() : reader.Run(ImapBytes.ListChar, "a mailbox pattern");
        return Decode(ref reader, pattern, start);
    }

    private static string Decode(ref ImapReader reader, ReadOnlySpan<byte> name, int start)
    {
        // RFC 9051 §5.1 and RFC 6855 §3: with UTF-8 enabled "&" is a letter like others; before, it shifts (RFC 3501 §5.1.3).
        string? text = null;
        if (!name.ContainsAny(ImapBytes.NeverText))
        {
            if (reader.Mode == WireMode.Rev1)
            {
                ModifiedUtf7.TryDecode(name, out text);
            }
            else if (System.Text.Unicode.Utf8.IsValid(name))
            {
                text = Encoding.UTF8.GetString(name);
            }
        }

        if (text is null)
        {
            reader.Rewind(start);
            throw reader.Expected(reader.Mode == WireMode.Rev1 ? "a mailbox name in modified UTF-7" : "a mailbox name in UTF-8");
        }

        return text;
    }
}
