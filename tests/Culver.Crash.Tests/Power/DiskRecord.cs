using System.Buffers.Binary;
using System.Text;

namespace Culver.Crash.Tests.Power;

/// <summary>What a record is about; the letters are those of recorder.c.</summary>
internal enum DiskRecordKind
{
    Create = 'C',
    MakeFolder = 'D',
    FailedSync = 'F',
    Link = 'L',
    Rename = 'R',
    Sync = 'S',
    Truncate = 'T',
    Remove = 'U',
    Write = 'W',
}

/// <summary>One change to the disk.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Id">To which file or folder, where it was open.</param>
/// <param name="Number">The offset written at, or the new length.</param>
/// <param name="Bytes">What was written.</param>
/// <param name="Path">The name concerned.</param>
/// <param name="Target">The second name of a rename or link.</param>
/// <param name="End">Where the record ends: the moment at which it had happened.</param>
internal sealed record DiskRecord(DiskRecordKind Kind, ulong Id, long Number, ReadOnlyMemory<byte> Bytes, string Path, string Target, long End)
{
    private const int HeadLength = 33;

    /// <summary>Reads a record; the last is left out when it was cut short.</summary>
    public static IEnumerable<DiskRecord> ReadAll(string file)
    {
        using var stream = new BufferedStream(File.OpenRead(file), 1 << 20);
        var head = new byte[HeadLength];
        var at = 0L;
        while (stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) == HeadLength)
        {
            var kind = (DiskRecordKind)head[0];
            var first = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(25))];
            var second = new byte[BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(29))];
            if (stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) < first.Length || stream.ReadAtLeast(second, second.Length, throwOnEndOfStream: false) < second.Length)
                yield break;
            at += HeadLength + first.Length + second.Length;
            yield return new(
                kind,
                BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(1)),
                BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(9)),
                first,
                kind is DiskRecordKind.Write ? "" : Encoding.UTF8.GetString(first),
                Encoding.UTF8.GetString(second),
                at);
        }
    }
}
