// Reads a server's replies. Rules upheld: whatever a server sends, a reply is bounded in its lines and octets, and what is shown of it
// later is one line of printable text; a reply that is not one ends the connection, so that nobody takes the next for it.
using System.Collections.Immutable;
using System.Text;

namespace Culver.Smtp.Client;

/// <summary>Gathers replies from a stream.</summary>
internal sealed class ReplyReader
{
    // RFC 5321 §4.5.3.1.5 allows 512; servers with much to say are borne with.
    private const int LongestLine = 4096;
    private const int MostLines = 256;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;

    /// <summary>Whether the server has said more than was asked for.</summary>
    public bool HasMore => _start < _end;

    /// <summary>Reads a reply.</summary>
    /// <exception cref="SmtpClientException">The connection ended, or what came is no reply.</exception>
    public async ValueTask<ServerReply> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var code = 0;
        var lines = ImmutableArray.CreateBuilder<string>(1);
        while (true)
        {
            var line = await LineAsync(stream, cancellationToken);
            var last = Take(line.Span, ref code, lines);
            if (last)
                return new(code, lines.ToImmutable());
            if (lines.Count == MostLines)
                throw new SmtpClientException(SmtpClientProblem.NotSmtp, "The server's reply has no end");
        }
    }

    // Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF         RFC 5321 §4.2
    private static bool Take(ReadOnlySpan<byte> line, ref int code, ImmutableArray<string>.Builder lines)
    {
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2])
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            throw new SmtpClientException(SmtpClientProblem.NotSmtp, $"The server said what is no reply: {Printable(line)}");
        }

        var read = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
        // RFC 5321 §4.2.1: all lines of a reply have the same code.
        if (lines.Count > 0 && read != code)
            throw new SmtpClientException(SmtpClientProblem.NotSmtp, "The lines of the server's reply do not agree");
        code = read;
        lines.Add(line.Length > 4 ? Printable(line[4..]) : "");
        return line.Length == 3 || line[3] == ' ';
    }

    private static string Printable(ReadOnlySpan<byte> octets)
    {
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, 1000)]);
        return string.Create(text.Length, text, static (shown, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                shown[i] = char.IsControl(text[i]) || text[i] == '\uFFFD' ? '?' : text[i];
        }).TrimEnd();
    }

    // The line without its end; valid until the next read. A bare LF ends it too: what a server says is only read.
    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var looked = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, looked + found);
                _start += looked + found + 1;
                return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
            }

            looked = _end - _start;
            if (looked == LongestLine)
                throw new SmtpClientException(SmtpClientProblem.NotSmtp, "A line of the server's reply has no end");
            if (_start > 0)
            {
                _buffer.AsSpan(_start, looked).CopyTo(_buffer);
                (_start, _end) = (0, looked);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                throw new SmtpClientException(SmtpClientProblem.Lost, "The server closed the connection");
            _end += read;
        }
    }
}
