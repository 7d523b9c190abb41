using Culver.Storage;

namespace Culver.Imap.Commands.List;

/// <summary>A mailbox pattern (RFC 9051 §6.3.9): <c>*</c> is anything, <c>%</c> anything but a separator. Works in linear space and time n·m at most.</summary>
internal sealed class ListPattern
{
    private readonly string _pattern;

    // The places in the pattern that are possible, before and behind a letter; used again for every name.
    private readonly bool[] _places;
    private readonly bool[] _nextPlaces;
    private readonly bool _canMatch;
    private readonly bool _endsInPercent;

    /// <param name="reference">Put in front of the pattern as it is (RFC 9051 §6.3.9: we have no break-out characters).</param>
    /// <param name="pattern">As the client wrote it.</param>
    public ListPattern(string reference, string pattern)
    {
        var whole = reference + pattern;
        // INBOX is the one name that has no case (RFC 9051 §5.1).
        if (whole.StartsWith("INBOX", StringComparison.OrdinalIgnoreCase) && (whole.Length == 5 || whole[5] is '/' or '*' or '%'))
            whole = "INBOX" + whole[5..];
        _pattern = Collapse(whole);
        _endsInPercent = whole.EndsWith('%');
        // No name is that long, and none that a client makes up is worth its room.
        _canMatch = _pattern.AsSpan().Count('*') + _pattern.AsSpan().Count('%') + MailboxName.MaxBytes >= _pattern.Length;
        _places = new bool[_canMatch ? _pattern.Length + 1 : 0];
        _nextPlaces = new bool[_places.Length];
    }

    /// <summary>RFC 9051 §6.3.9: with <c>%</c> last, levels above matches are matched too; they are when they match by themselves.</summary>
    public bool EndsInPercent => _endsInPercent;

    public bool Matches(MailboxName name) => Matches(name.Text);

    /// <summary>Walks both with the set of places in the pattern that are possible so far.</summary>
    public bool Matches(string name)
    {
        if (!_canMatch)
            return false;
        var (possible, next) = (_places, _nextPlaces);
        Array.Clear(possible);
        possible[0] = true;
        Spread(possible);
        foreach (var letter in name)
        {
            Array.Clear(next);
            for (var i = 0; i < _pattern.Length; i++)
            {
                if (!possible[i])
                    continue;
                if (_pattern[i] == '*' || (_pattern[i] == '%' && letter != MailboxName.Separator))
                    next[i] = true;
                else if (_pattern[i] == letter)
                    next[i + 1] = true;
            }

            Spread(next);
            (possible, next) = (next, possible);
        }

        return possible[_pattern.Length];
    }

    /// <summary>Wildcards beside each other are one: the one that stands for more.</summary>
    private static string Collapse(string pattern)
    {
        var text = new System.Text.StringBuilder(pattern.Length);
        foreach (var letter in pattern)
        {
            if ((letter is '*' or '%') && text.Length > 0 && (text[^1] is '*' or '%'))
            {
                if (letter == '*')
                    text[^1] = '*';
                continue;
            }

            text.Append(letter);
        }

        return text.ToString();
    }

    /// <summary>A wildcard may stand for nothing.</summary>
    private void Spread(bool[] possible)
    {
        for (var i = 0; i < _pattern.Length; i++)
        {
            if (possible[i] && (_pattern[i] is '*' or '%'))
                possible[i + 1] = true;
        }
    }
}
