// Brings a body to one of the two canonical forms as it passes, however it is cut, for any number of hashes at once (RFC 6376 §3.4.3, §3.4.4).
// Rules upheld: what may yet turn out to be the end of a line or of the body is counted, not kept, so memory does not depend on the body;
// only CRLF ends a line: a CR or LF alone is an octet like others.
namespace Culver.MailAuth.Messages;

internal sealed class BodyCanonicalizer(Canonicalization form) : IDisposable
{
    private readonly List<BodyHash> _hashes = [];
    private readonly byte[] _out = new byte[4096];
    private int _filled;
    private long _lines;
    private bool _return;
    private bool _space;
    private bool _any;

    private static ReadOnlySpan<byte> LineEnds =>
        "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"u8;

    public Canonicalization Form { get; } = form;

    /// <summary>The hash over the first octets of the body, or over all of it; one for each limit.</summary>
    public BodyHash Hash(long? limit)
    {
        foreach (var known in _hashes)
        {
            if (known.Limit == limit)
                return known;
        }

        var made = new BodyHash(limit);
        _hashes.Add(made);
        return made;
    }

    public void Write(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            if (_return)
            {
                _return = false;
                if (body[0] == '\n')
                {
                    _lines++;
                    _space = false;
                    body = body[1..];
                    continue;
                }

                Put("\r"u8);
            }

            var taken = body[0] == '\r' ? TakeReturn() : Form == Canonicalization.Simple ? TakeSimple(body) : TakeRelaxed(body);
            body = body[taken..];
        }
    }

    public void Finish()
    {
        if (_return)
            Put("\r"u8);
        _return = false;
        _lines = 0;
        _space = false;
        // RFC 6376 §3.4.3: a simple body ends in one CRLF, even an empty one. §3.4.4: a relaxed one does when there is anything in it.
        if (_any || Form == Canonicalization.Simple)
            Put("\r\n"u8);
        Flush();
        foreach (var hash in _hashes)
            hash.Finish();
    }

    public void Dispose()
    {
        foreach (var hash in _hashes)
            hash.Dispose();
    }

    private int TakeReturn()
    {
        _return = true;
        return 1;
    }

    private int TakeSimple(ReadOnlySpan<byte> body)
    {
        // Line ends inside go through as they are; only those at the end of what is here are held back.
        var end = Math.Max(1, body.LastIndexOfAnyExcept((byte)'\r', (byte)'\n') + 1);
        Put(body[..end]);
        return end;
    }

    private int TakeRelaxed(ReadOnlySpan<byte> body)
    {
        if (body[0] is (byte)' ' or (byte)'\t')
        {
            _space = true;
            return 1;
        }

        var end = body.IndexOfAny((byte)' ', (byte)'\t', (byte)'\r');
        if (end < 0)
            end = body.Length;
        Put(body[..end]);
        return end;
    }

    /// <summary>Writes something that is neither the end of a line nor white space before one, and what was held back before it.</summary>
    private void Put(ReadOnlySpan<byte> octets)
    {
        while (_lines > 0)
        {
            var now = (int)Math.Min(_lines, LineEnds.Length / 2);
            Emit(LineEnds[..(2 * now)]);
            _lines -= now;
        }

        if (_space)
            Emit(" "u8);
        _space = false;
        _any = true;
        Emit(octets);
    }

    private void Emit(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _out.Length - _filled)
            Flush();
        if (octets.Length > _out.Length)
        {
            foreach (var hash in _hashes)
                hash.Append(octets);
            return;
        }

        octets.CopyTo(_out.AsSpan(_filled));
        _filled += octets.Length;
    }

    private void Flush()
    {
        foreach (var hash in _hashes)
            hash.Append(_out.AsSpan(0, _filled));
        _filled = 0;
    }
}
