using System.IO.Pipelines;

namespace Culver.Smtp.Wire;

/// <summary>
/// Writes replies. Rules upheld: every line is printable ASCII whatever it is made from and no longer than 512 octets
/// (RFC 5321 §4.5.3.1.5), the enhanced status stands in every line of its reply (RFC 2034 §4), and nothing is flushed here: who answers pipelined
/// commands decides when (RFC 2920 §3.2).
/// </summary>
internal sealed class ReplyWriter(PipeWriter output)
{
    private const int MaxLine = 512;

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

    /// <summary>A reply of one line as bytes, for those that are not written through a pipe.</summary>
    public static byte[] Format(SmtpReply reply)
    {
        var line = new byte[MaxLine];
        return line[..Format(line, reply, reply.Text, last: true)];
    }

    private void Line(SmtpReply reply, string text, bool last) => output.Advance(Format(output.GetSpan(MaxLine), reply, text, last));

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
