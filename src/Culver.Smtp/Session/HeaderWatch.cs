namespace Culver.Smtp.Session;

/// <summary>
/// Counts the Received fields of a message as it passes (RFC 5321 §6.3), however the message is cut. It stops looking at the end of the
/// header section, so a large body costs nothing. A mutable struct.
/// </summary>
internal struct HeaderWatch
{
    private bool _inLine;
    private int _matched;

    public HeaderWatch()
    {
    }

    private static ReadOnlySpan<byte> Field => "received:"u8;

    /// <summary>How many so far.</summary>
    public int Received { get; private set; }

    /// <summary>Whether the header section is over.</summary>
    public bool Ended { get; private set; }

    public void Look(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty && !Ended)
        {
            if (_inLine)
            {
                var end = content.IndexOf((byte)'\n');
                if (end < 0)
                    return;
                _inLine = false;
                _matched = 0;
                content = content[(end + 1)..];
                continue;
            }

            var next = content[0];
            if (_matched == 0 && next is (byte)'\r' or (byte)'\n')
            {
                // An empty line; a CR that begins a line begins nothing else here.
                Ended = next == (byte)'\n';
            }
            else if ((next is >= (byte)'A' and <= (byte)'Z' ? next | 0x20 : next) == Field[_matched])
            {
                if (++_matched == Field.Length)
                {
                    Received++;
                    _inLine = true;
                }
            }
            else if (_matched == Field.Length - 1 && next is (byte)' ' or (byte)'\t')
            {
                // obs-optional: white space before the colon (RFC 5322 §4.5.8).
            }
            else
            {
                _inLine = true;
                continue;
            }

            content = content[1..];
        }
    }
}
