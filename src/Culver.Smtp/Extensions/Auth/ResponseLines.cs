using System.Buffers;
using Culver.Connections;

namespace Culver.Smtp.Extensions.Auth;

/// <summary>Reads the lines a client answers challenges with. They may be longer than any command (RFC 4954 §4).</summary>
internal static class ResponseLines
{
    /// <summary>The longest, in octets without its line end.</summary>
    public const int Longest = 12288;

    /// <summary>The next line.</summary>
    /// <returns>The line without its line end, and whether there was one; a line that is too long, or does not end in CRLF, is read to its end and is <see langword="null"/>.</returns>
    public static async ValueTask<(bool Came, byte[]? Line)> ReadAsync(ClientConnection connection, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var tooLong = false;
        connection.SetTimeout(timeout);
        while (true)
        {
            var read = await connection.Input.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } lineFeed)
            {
                var line = read.Buffer.Slice(0, lineFeed);
                var bytes = tooLong || line.Length is 0 or > Longest + 1 ? null : line.ToArray();
                connection.Input.AdvanceTo(read.Buffer.GetPosition(1, lineFeed));
                return (true, bytes is [.., (byte)'\r'] ? bytes[..^1] : null);
            }

            if (read.IsCanceled || read.IsCompleted)
            {
                connection.Input.AdvanceTo(read.Buffer.End);
                return (false, null);
            }

            connection.SetArrivalTimeout(timeout);
            tooLong |= read.Buffer.Length > Longest + 1;
            if (tooLong)
                connection.Input.AdvanceTo(read.Buffer.End);
            else
                connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
