namespace Culver.Smtp.Client;

/// <summary>Adds the dots of RFC 5321 §4.5.2, and knows whether the last line was ended. How the content is cut makes no difference.</summary>
internal struct DotStuffer
{
    private bool _afterCr;

    public DotStuffer()
    {
    }

    /// <summary>Whether what was written so far ends in a whole line.</summary>
    public bool IsLineStart { get; private set; } = true;

    /// <summary>Stuffs a piece.</summary>
    /// <param name="input">The piece.</param>
    /// <param name="output">Twice as long as the piece is always enough.</param>
    /// <returns>How much was written.</returns>
    public int Stuff(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (!input.IsEmpty)
        {
            // RFC 5321 §4.5.2: a line that begins with a dot gets another.
            if (IsLineStart && input[0] == '.')
                output[written++] = (byte)'.';
            var end = input.IndexOf((byte)'\n');
            var run = end < 0 ? input : input[..(end + 1)];
            run.CopyTo(output[written..]);
            written += run.Length;
            // RFC 5321 §2.3.8: only CRLF is a line end.
            IsLineStart = end >= 0 && (run.Length >= 2 ? run[^2] == '\r' : _afterCr);
            _afterCr = run[^1] == '\r';
            input = input[run.Length..];
        }

        return written;
    }
}
