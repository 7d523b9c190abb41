using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>
/// Takes the PROXY header off the front of a connection. Only called for connections from trusted addresses, where the header is required:
/// the specification (§2) forbids to guess whether one is there.
/// </summary>
internal static class ProxyHeaderReader
{
    /// <summary>The signature of version 2; its first byte can begin no version 1 header.</summary>
    private const byte Version2First = 0x0D;

    /// <summary>Reads exactly the header; what follows stays in the pipe.</summary>
    /// <exception cref="ProxyHeaderException">It is malformed, too long, or cut off.</exception>
    public static async ValueTask<ProxyHeader> ReadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (TryParse(buffer, out var header, out var end))
            {
                input.AdvanceTo(end);
                return header;
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                throw new ProxyHeaderException("the connection ended within the header");
        }
    }

    private static bool TryParse(in ReadOnlySequence<byte> buffer, out ProxyHeader header, out SequencePosition end)
    {
        header = ProxyHeader.Unknown;
        end = buffer.Start;
        if (buffer.IsEmpty)
            return false;
        var length = buffer.FirstSpan[0] == Version2First ? ProxyHeaderVersion2.Measure(buffer) : ProxyHeaderVersion1.Measure(buffer);
        if (length is not { } measured || buffer.Length < measured)
            return false;
        var bytes = buffer.Slice(0, measured).ToArray();
        header = bytes[0] == Version2First ? ProxyHeaderVersion2.Parse(bytes) : ProxyHeaderVersion1.Parse(bytes);
        end = buffer.GetPosition(measured);
        return true;
    }
}
