namespace Culver.Pop3.Wire;

/// <summary>
/// Finds where TOP ends (RFC 1939 §7): behind the header, the empty line, and a number of lines of the body. A line ends in LF, with its CR
/// or without. The state lives between pieces.
/// </summary>
internal struct TopLimit(int lines)
{
    private bool _isInBody;
    private bool _hasText;
    private int _left = lines;

    /// <summary>Whether all that is wanted has passed.</summary>
    public bool IsReached { get; private set; }

    /// <summary>How much of a piece is still wanted.</summary>
    public int Take(ReadOnlySpan<byte> piece)
    {
        var taken = 0;
        while (!IsReached && taken < piece.Length)
        {
            var rest = piece[taken..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
            {
                _hasText |= rest.ContainsAnyExcept((byte)'\r');
                return piece.Length;
            }

            taken += end + 1;
            if (_isInBody)
            {
                IsReached = --_left <= 0;
            }
            else if (!_hasText && !rest[..end].ContainsAnyExcept((byte)'\r'))
            {
                _isInBody = true;
                IsReached = _left <= 0;
            }

            _hasText = false;
        }

        return taken;
    }
}
