using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Smtp.Wire;

/// <summary>
/// Writes replies. Rules upheld: every line is printable ASCII whatever it is made from and no longer than 512 octets
/// (RFC 5321 §4.5.3.1.5), and the enhanced status stands in every line of its reply (RFC 2034 §4). When to send is decided by who answers pipelined
/// commands (RFC 2920 §3.2); <see cref="IsFull"/> says when no more is to be held back.
/// </summary>
internal sealed class ReplyWriter(PipeWriter output)
{
    private const int MaxLine = 512;
    private const int MaxHeldBack = 16 * 1024;

    private int _heldBack;

    /// <summary>Whether enough was written and not sent: a client that pipelines without end is not to grow our memory.</summary>
    public bool IsFull => _heldBack >= MaxHeldBack;

    /// <summary>Sends what was written.</summary>
    /// <returns><see langword="false"/> when the client is gone.</returns>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        _heldBack = 0;
        var flush = await output.FlushAsync(cancellationToken);
        return !flush.IsCompleted;
    }

    public void Write(SmtpReply reply)
    {
        if (reply.More.Count == 0)
        {
            Line(reply, reply.Text, last: true);
            return;
        }

        Line(reply, reply.Text, last: false);
        for (var i = 0; i < reply.More.Count; i++)
            Line(reply, reply.More[i], last: i == reply.More.Count - 1);
    }

    /// <summary>A challenge of SASL: 334 and base64, however long (RFC 4954 §4).</summary>
    public void WriteChallenge(ReadOnlySpan<byte> base64)
    {
        output.Write("334 "u8);
        output.Write(base64);
        output.Write("\r\n"u8);
    }

    /// <summary>A reply of one line as bytes, for those that are not written through a pipe.</summary>
    public static byte[] Format(SmtpReply reply)
    {
        var line = new byte[MaxLine];
        return line[..Format(line, reply, reply.Text, last: true)];
    }

    private void Line(SmtpReply reply, string text, bool last)
    {
        var length = Format(output.GetSpan(MaxLine), reply, text, last);
        output.Advance(length);
        _heldBack += length;
    }

    // Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF     RFC 5321 §4.2
    // status-code = class "." subject "." detail                                              RFC 3463 §2
    private static int Format(Span<byte> line, SmtpReply reply, string text, bool last)
    {
        var length = 0;
        line[length++] = (byte)('0' + (reply.Code / 100));
        line[length++] = (byte)('0' + (reply.Code / 10 % 10));
        line[length++] = (byte)('0' + (reply.Code % 10));
        line[length++] = last ? (byte)' ' : (byte)'-';
        if (reply.Status is { } status)
        {
            line[length++] = (byte)('0' + (reply.Code / 100));
            line[length++] = (byte)'.';
            line[length++] = (byte)('0' + status.Subject);
            line[length++] = (byte)'.';
            status.Detail.TryFormat(line[length..], out var digits);
            length += digits;
            line[length++] = (byte)' ';
        }

        foreach (var c in text)
        {
            if (length == MaxLine - 2)
                break;
            line[length++] = c is >= ' ' and <= '~' ? (byte)c : (byte)'?';
        }

        line[length++] = (byte)'\r';
        line[length++] = (byte)'\n';
        return length;
    }
}
