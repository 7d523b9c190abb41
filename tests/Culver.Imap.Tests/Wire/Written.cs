using System.Buffers;
using Culver.Imap.Wire;

namespace Culver.Imap.Tests.Wire;

/// <summary>What a writer wrote, each octet a char.</summary>
internal static class Written
{
    public static string By(Action<ImapWriter> write, WireMode mode = WireMode.Rev1)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(output, mode);
        write(writer);
        writer.Commit();
        return Read.Latin(output.WrittenSpan);
    }
}
