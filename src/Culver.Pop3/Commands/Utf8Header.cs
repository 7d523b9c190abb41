using System.Buffers;
using System.Text.Unicode;
using Culver.Pop3.Wire;
using Culver.Storage;

namespace Culver.Pop3.Commands;

/// <summary>
/// Whether a message can only be told in UTF-8 mode (RFC 6856 §2.1): its header holds text in UTF-8 beyond ASCII. Such a message is refused
/// to a client that did not ask for the mode, with the code that tells it how to get it (§5). A body in 8bit is no such text: it is told what it is by
/// MIME; nor is a header of other 8-bit octets, which is no character string at all, and goes out as it came in.
/// </summary>
internal static class Utf8Header
{
    // What lies behind so much header is not looked at.
    private const int MostHeader = 256 * 1024;

    public static Pop3Reply Refusal { get; } = Pop3Reply.Err(ResponseCode.Utf8, "The header of this message is in UTF-8; use the command UTF8 before login");

    public static async ValueTask<bool> IsInAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        if (!content.Memory.IsEmpty)
            return IsIn(content.Memory.Span);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(content.Length, MostHeader));
        try
        {
            var length = 0;
            while (length < buffer.Length)
            {
                var read = await content.ReadAsync(length, buffer.AsMemory(length, Math.Min(16 * 1024, buffer.Length - length)), cancellationToken);
                length += read;
                if (read == 0 || HeaderLength(buffer.AsSpan(0, length)) < length)
                    break;
            }

            return IsIn(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsIn(ReadOnlySpan<byte> message)
    {
        // Most are ASCII from end to end, which is seen sooner than where their header ends.
        if (System.Text.Ascii.IsValid(message))
            return false;
        var header = message[..HeaderLength(message)];
        return !System.Text.Ascii.IsValid(header) && Utf8.IsValid(header);
    }

    private static int HeaderLength(ReadOnlySpan<byte> message) => new TopLimit(0).Take(message);
}
