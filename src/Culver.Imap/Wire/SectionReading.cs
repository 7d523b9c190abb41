namespace Culver.Imap.Wire;

/// <summary>The rules of BODY[…], BINARY[…] and what follows them.</summary>
internal static class SectionReading
{
    /// <summary>
    /// section = "[" [section-spec] "]"
    /// section-spec = section-msgtext / (section-part ["." section-text])
    /// section-text = section-msgtext / "MIME"
    /// section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
    /// </summary>
    public static SectionSpec Section(this ref ImapReader reader)
    {
        OpenBracket(ref reader);
        uint[] part = reader.Peek is >= '0' and <= '9' ? Part(ref reader) : [];
        var text = SectionText.Whole;
        string[] fields = [];
        if (part.Length == 0 ? reader.Peek != ']' : reader.TryChar((byte)'.'))
        {
            if (reader.TryKeyword("HEADER.FIELDS"u8))
            {
                (text, fields) = (SectionText.HeaderFields, Fields(ref reader));
            }
            else if (reader.TryKeyword("HEADER.FIELDS.NOT"u8))
            {
                (text, fields) = (SectionText.HeaderFieldsNot, Fields(ref reader));
            }
            else
            {
                text = reader.TryKeyword("HEADER"u8) ? SectionText.Header
                    : reader.TryKeyword("TEXT"u8) ? SectionText.Text
                    : part.Length > 0 && reader.TryKeyword("MIME"u8) ? SectionText.Mime
                    : throw reader.Expected(part.Length > 0 ? "HEADER, HEADER.FIELDS, TEXT or MIME in a section" : "a part number, HEADER, HEADER.FIELDS or TEXT in a section");
            }
        }

        CloseBracket(ref reader);
        return new(part, text, fields);
    }

    /// <summary>section-binary = "[" [section-part] "]"</summary>
    public static uint[] SectionBinary(this ref ImapReader reader)
    {
        OpenBracket(ref reader);
        var part = reader.Peek == ']' ? [] : Part(ref reader);
        CloseBracket(ref reader);
        return part;
    }

    /// <summary>partial = "&lt;" number64 "." nz-number64 "&gt;", if it is there.</summary>
    public static PartialRange? Partial(this ref ImapReader reader)
    {
        if (!reader.TryChar((byte)'<'))
        {
            return null;
        }

        var offset = reader.Number64();
        if (!reader.TryChar((byte)'.'))
        {
            throw reader.Expected("\".\" in a partial range");
        }

        var count = reader.NzNumber64();
        return reader.TryChar((byte)'>') ? new(offset, count) : throw reader.Expected("\">\" behind a partial range");
    }

    /// <summary>header-list = "(" header-fld-name *(SP header-fld-name) ")"; header-fld-name = astring</summary>
    public static string[] HeaderList(this ref ImapReader reader)
    {
        var names = new List<string>();
        reader.Open();
        do
        {
            names.Add(reader.HeaderFieldName());
        }
        while (reader.TrySpace());
        reader.Close();
        return [.. names];
    }

    /// <summary>
    /// header-fld-name = astring. It is repeated in the answer and so has to be what RFC 5322 §2.2 calls a field name,
    /// or at least text on one line.
    /// </summary>
    public static string HeaderFieldName(this ref ImapReader reader)
    {
        var start = reader.Position;
        var name = reader.AStringBytes();
        if (name.ContainsAny(ImapBytes.NeverText))
        {
            reader.Rewind(start);
            throw reader.Expected("the name of a header field");
        }

        return reader.Text(name);
    }

    private static string[] Fields(ref ImapReader reader)
    {
        reader.Space();
        return reader.HeaderList();
    }

    /// <summary>section-part = nz-number *("." nz-number)</summary>
    private static uint[] Part(ref ImapReader reader)
    {
        var first = reader.NzNumber();
        if (reader.Peek != '.')
        {
            return [first];
        }

        var numbers = new List<uint> { first };
        while (reader.Rest is [(byte)'.', >= (byte)'0' and <= (byte)'9', ..])
        {
            reader.TryChar((byte)'.');
            numbers.Add(reader.NzNumber());
        }

        return [.. numbers];
    }

    private static void OpenBracket(ref ImapReader reader)
    {
        if (!reader.TryChar((byte)'['))
        {
            throw reader.Expected("\"[\"");
        }
    }

    private static void CloseBracket(ref ImapReader reader)
    {
        if (!reader.TryChar((byte)']'))
        {
            throw reader.Expected("\"]\" behind a section");
        }
    }
}
