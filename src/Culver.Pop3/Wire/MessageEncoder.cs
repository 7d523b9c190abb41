namespace Culver.Pop3.Wire;

/// <summary>
/// Writes a message as the lines of a multi-line response (RFC 1939 §3). Rules upheld: a line that begins with the dot gets another;
/// what was stored goes out octet for octet otherwise; the last line is ended where the message did not end it, so that the lone dot stands on
/// a line of its own. The state lives between pieces, so that a border may fall anywhere.
/// </summary>
/// <remarks>
/// A line begins behind every LF here, with or without its CR: for clients that read up to LF a lone dot behind a bare LF would be the end of
/// the message, and what follows would be taken for responses.
/// </remarks>
internal struct MessageEncoder
{
    private byte _before;
    private byte _last;
    private bool _hasAny;

    /// <summary>Writes a piece.</summary>
    public void Write(ReadOnlySpan<byte> piece, ResponseWriter writer)
    {
        if (piece.IsEmpty)
            return;
        if (piece[0] == (byte)'.' && (!_hasAny || _last == (byte)'\n'))
            writer.Bytes("."u8);
        Remember(piece);
        while (true)
        {
            var at = piece.IndexOf("\n."u8);
            if (at < 0)
                break;
            writer.Bytes(piece[..(at + 2)]);
            writer.Bytes("."u8);
            piece = piece[(at + 2)..];
        }

        writer.Bytes(piece);
    }

    /// <summary>Ends the last line, where it is not ended.</summary>
    public readonly void Complete(ResponseWriter writer)
    {
        if (_hasAny && (_before != (byte)'\r' || _last != (byte)'\n'))
            writer.Bytes("\r\n"u8);
    }

    private void Remember(ReadOnlySpan<byte> piece)
    {
        _before = piece.Length > 1 ? piece[^2] : _last;
        _last = piece[^1];
        _hasAny = true;
    }
}
