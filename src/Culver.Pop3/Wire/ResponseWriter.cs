using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace Culver.Pop3.Wire;

/// <summary>
/// Writes responses. Rules upheld: a status line is printable ASCII whatever it is made from, and no longer than 512 octets (RFC 2449 §4);
/// a multi-line response ends with its lone dot, or the connection is cut; nothing is written to a client that is gone.
/// </summary>
internal sealed class ResponseWriter(PipeWriter output)
{
    private const int MaxLine = 512;
    private const int FlushThreshold = 64 * 1024;

    private int _unsent;

    /// <summary>Whether a multi-line response has begun and not ended.</summary>
    public bool IsWithinResponse { get; private set; }

    /// <summary>A status line as bytes, for those that are not written through a pipe.</summary>
    public static byte[] Format(Pop3Reply reply)
    {
        Span<byte> line = stackalloc byte[MaxLine];
        return line[..Format(line, reply)].ToArray();
    }

    /// <summary>A whole response of one line.</summary>
    public void Status(Pop3Reply reply) => Advance(Format(output.GetSpan(MaxLine), reply));

    /// <summary>The first line of a multi-line response.</summary>
    public void Begin(string text)
    {
        Status(Pop3Reply.Ok(text));
        IsWithinResponse = true;
    }

    /// <summary>The first line of a message's response: how many octets it has (RFC 1939 §5, RETR).</summary>
    public void BeginMessage(long size)
    {
        var span = output.GetSpan(48);
        "+OK "u8.CopyTo(span);
        Utf8Formatter.TryFormat(size, span[4..], out var digits);
        " octets\r\n"u8.CopyTo(span[(4 + digits)..]);
        Advance(4 + digits + 9);
        IsWithinResponse = true;
    }

    /// <summary>The lone dot.</summary>
    public void End()
    {
        Bytes(".\r\n"u8);
        IsWithinResponse = false;
    }

    /// <summary>A line of ASCII that does not begin with a dot.</summary>
    public void Line(string text)
    {
        var span = output.GetSpan(text.Length + 2);
        var length = Encoding.ASCII.GetBytes(text, span);
        "\r\n"u8.CopyTo(span[length..]);
        Advance(length + 2);
    }

    /// <summary>A scan listing (RFC 1939 §5): the message's number, a space, its size.</summary>
    public void Listing(int number, long size)
    {
        var span = output.GetSpan(40);
        Utf8Formatter.TryFormat(number, span, out var length);
        span[length++] = (byte)' ';
        Utf8Formatter.TryFormat(size, span[length..], out var digits);
        length += digits;
        "\r\n"u8.CopyTo(span[length..]);
        Advance(length + 2);
    }

    /// <summary>A unique-id listing (RFC 1939 §7).</summary>
    public void Listing(int number, UniqueId id)
    {
        var span = output.GetSpan(16 + UniqueId.MaxLength);
        Utf8Formatter.TryFormat(number, span, out var length);
        span[length++] = (byte)' ';
        length += id.Format(span[length..]);
        "\r\n"u8.CopyTo(span[length..]);
        Advance(length + 2);
    }

    /// <summary>Octets as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var span = output.GetSpan();
            var length = Math.Min(span.Length, octets.Length);
            octets[..length].CopyTo(span);
            Advance(length);
            octets = octets[length..];
        }
    }

    // continue-req = "+" SP [base64] CRLF                                                         RFC 5034 §5
    /// <summary>A challenge of a SASL mechanism.</summary>
    public void Challenge(ReadOnlySpan<byte> octets)
    {
        Bytes("+ "u8);
        Bytes(Sasl.SaslBase64.Encode(octets));
        Bytes("\r\n"u8);
    }

    /// <summary>Sends what was written, once it is much.</summary>
    /// <exception cref="PeerGoneException">The client is gone.</exception>
    public ValueTask FlushAboveAsync(CancellationToken cancellationToken) =>
        _unsent < FlushThreshold ? ValueTask.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Sends what was written.</summary>
    /// <exception cref="PeerGoneException">The client is gone.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_unsent == 0)
            return;
        _unsent = 0;
        var flush = await output.FlushAsync(cancellationToken);
        if (flush.IsCompleted)
            throw new PeerGoneException();
    }

    // single-line = status [SP text] CRLF; status = "+OK" / "-ERR"; text = *schar / resp-code *CHAR  RFC 2449 §3
    private static int Format(Span<byte> line, Pop3Reply reply)
    {
        var status = reply.IsOk ? "+OK "u8 : "-ERR "u8;
        status.CopyTo(line);
        var length = status.Length;
        if (reply.Code is { } code)
        {
            line[length++] = (byte)'[';
            length += Encoding.ASCII.GetBytes(code, line[length..]);
            line[length++] = (byte)']';
            line[length++] = (byte)' ';
        }

        foreach (var c in reply.Text)
        {
            if (length == MaxLine - 2)
                break;
            line[length++] = c is >= ' ' and <= '~' ? (byte)c : (byte)'?';
        }

        "\r\n"u8.CopyTo(line[length..]);
        return length + 2;
    }

    private void Advance(int length)
    {
        output.Advance(length);
        _unsent += length;
    }
}
