using System.Buffers.Binary;

namespace Culver.Mime.Structure;

/// <summary>
/// The stored form of a digest: a fixed head, a table of sections (offset, length), then the sections.
/// All numbers are little-endian. Raise <see cref="Version"/> with every change of meaning; readers refuse what they do not know.
/// </summary>
internal static class DigestLayout
{
    public const byte Version = 1;
    public const int TotalLength = 4;
    public const int Flags = 8;
    public const int PartCount = 12;
    public const int Size = 16;
    public const int Lines = 24;
    public const int HeaderLength = 32;
    public const int SentTicks = 40;
    public const int SentOffsetMinutes = 48;
    public const int Sections = 56;
    public const int SectionCount = 18;
    public const int HeadLength = Sections + (SectionCount * 8);

    // One row of the part table.
    public const int PartParent = 0;
    public const int PartNumber = 4;
    public const int PartEnd = 8;
    public const int PartKind = 12;
    public const int PartEncoding = 13;
    public const int PartFlags = 14;
    public const int PartHeaderOffset = 16;
    public const int PartHeaderLength = 24;
    public const int PartBodyOffset = 32;
    public const int PartBodyLength = 40;
    public const int PartLines = 48;
    public const int PartStrings = 56;
    public const int PartStringCount = 6;
    public const int PartRow = PartStrings + (PartStringCount * 8);

    /// <summary>The slice of one section, checked against the blob's own bounds.</summary>
    public static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> blob, DigestSection section)
    {
        var (offset, length) = Locate(blob, section);
        return blob.Slice(offset, length);
    }

    public static (int Offset, int Length) Locate(ReadOnlySpan<byte> blob, DigestSection section)
    {
        var at = Sections + ((int)section * 8);
        var offset = BinaryPrimitives.ReadInt32LittleEndian(blob[at..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(blob[(at + 4)..]);
        return (offset, length);
    }

    /// <summary>Says what is wrong with a blob, or null. After this no slice of a section can fall outside it.</summary>
    public static string? Fault(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty) return "The digest is empty.";
        if (blob[0] != Version) return "The digest has an unknown version.";
        if (blob.Length < HeadLength || BinaryPrimitives.ReadInt32LittleEndian(blob[TotalLength..]) != blob.Length) return "The digest is cut short.";
        for (var section = 0; section < SectionCount; section++)
        {
            var (offset, length) = Locate(blob, (DigestSection)section);
            if (offset < 0 || length < 0 || offset > blob.Length - length) return "The digest's section table is damaged.";
        }

        var ticks = BinaryPrimitives.ReadInt64LittleEndian(blob[SentTicks..]);
        var zone = BinaryPrimitives.ReadInt16LittleEndian(blob[SentOffsetMinutes..]);
        var utc = ticks - (zone * TimeSpan.TicksPerMinute);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || zone is < -840 or > 840 || utc < 0 || utc > DateTime.MaxValue.Ticks) return "The digest's date is damaged.";
        var parts = BinaryPrimitives.ReadInt32LittleEndian(blob[PartCount..]);
        var rows = Locate(blob, DigestSection.Parts).Length;
        return parts < 1 || rows != (long)parts * PartRow ? "The digest's part table is damaged." : null;
    }
}

/// <summary>The sections of a stored digest, in their order in the section table.</summary>
internal enum DigestSection
{
    Envelope,
    EnvelopeUtf8,
    BodyStructure,
    BodyStructureUtf8,
    BodyCuts,
    BodyCutsUtf8,
    Header,
    BaseSubject,
    MessageId,
    References,
    SortFrom,
    SortTo,
    SortCc,
    DisplayFrom,
    DisplayTo,
    Preview,
    Parts,
    Strings,
}
