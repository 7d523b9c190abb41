namespace Culver.Imap.Wire;

/// <summary>The generic rules that extensions share (RFC 4466 §3), and a few small ones.</summary>
internal static class ExtensionReading
{
    /// <summary>How deep lists may be nested. Liberty, RFC 4466 §3: the grammar knows no limit.</summary>
    public const int MostNesting = 64;

    /// <summary>
    /// Reads over a value nobody asks for.
    /// tagged-ext-val = tagged-ext-simple / "(" [tagged-ext-comp] ")"
    /// tagged-ext-comp = astring / tagged-ext-comp *(SP tagged-ext-comp) / "(" tagged-ext-comp ")"
    /// tagged-ext-simple = sequence-set / number / number64
    /// </summary>
    public static void SkipTaggedExtensionValue(this ref ImapReader reader)
    {
        if (reader.Peek != '(')
        {
            if (reader.Peek == '0')
            {
                reader.Number64();
                return;
            }

            // A number64 need not fit a sequence-set.
            var start = reader.Position;
            if (reader.Peek is >= '1' and <= '9')
            {
                reader.Number64();
                if (reader.Peek is not (':' or ','))
                {
                    return;
                }

                reader.Rewind(start);
            }

            reader.SequenceSet();
            return;
        }

        SkipList(ref reader);
    }

    /// <summary>
    /// initial-resp = (base64 / "="), of AUTHENTICATE: what the client's mechanism says first; "=" says nothing, in no octets.
    /// </summary>
    public static byte[] InitialResponse(this ref ImapReader reader)
    {
        if (reader.Rest is [(byte)'='])
        {
            reader.TryChar((byte)'=');
            return [];
        }

        return reader.Base64();
    }

    /// <summary>base64 = *(4base64-char) [base64-terminal], up to the end; it may be empty.</summary>
    public static byte[] Base64(this ref ImapReader reader)
    {
        var text = reader.Rest;
        var octets = new byte[Base64Length(text.Length)];

        // RFC 9051 §9: no white space inside, which the framework would skip.
        if (text.ContainsAny(" \t\r\n"u8)
            || System.Buffers.Text.Base64.DecodeFromUtf8(text, octets, out var read, out var written) != System.Buffers.OperationStatus.Done
            || read != text.Length)
        {
            throw reader.Expected("base64");
        }

        reader.TryTake(text.Length, out _);
        return octets[..written];

        static int Base64Length(int length) => System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(length);
    }

    private static void SkipList(ref ImapReader reader)
    {
        var depth = 0;
        do
        {
            if (reader.TryOpen())
            {
                if (++depth > MostNesting)
                {
                    throw reader.Expected($"at most {MostNesting} lists within each other");
                }

                // Only the outermost list may be empty, and no great harm is done by an inner one.
                if (reader.Peek != ')')
                {
                    continue;
                }
            }
            else
            {
                reader.AStringBytes();
            }

            while (depth > 0 && reader.TryClose())
            {
                depth--;
            }

            if (depth > 0 && !reader.TrySpace())
            {
                throw reader.Expected("a space or \")\" in a list");
            }
        }
        while (depth > 0);
    }
}
